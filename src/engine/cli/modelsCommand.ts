import { formatBytes, NONE } from "../report/format.ts";
import { defineCommand } from "./command.ts";
import { writeJsonLine } from "./json.ts";
import { modelFolders, modelName } from "./modelByName.ts";
import { formatTable } from "./table.ts";
import { printable } from "./terminal.ts";

/** `anople models` */
export const modelsCommand = defineCommand({
  name: "models",
  summary: "List the models that can be trained with.",
  description:
    "Lists the bundled model and those in DIR and in the folders of the variable ANOPLE_MODELS. Takes Hugging Face " +
    "CLIPModel and vision-text-dual-encoder directories and open_clip checkpoints, all as safetensors.",
  positionals: { names: "[DIR…]", min: 0, max: Number.POSITIVE_INFINITY },
  flags: { json: { kind: "switch", meaning: "Print the list as one line of JSON." } },
  examples: [
    { does: "What is there", line: "anople models" },
    { does: "A folder of downloaded models", line: "anople models ~/models" },
  ],
  run: async ({ positionals, flags }, { terminal, environment, jobs }) => {
    const models = await jobs.listModels([...positionals, ...modelFolders(environment)]);
    if (flags.json) return writeJsonLine(terminal, { type: "result", models });
    const rows = models.map((model) => {
      const { config, bytes, bundled, directory } = model;
      const tower = config && `${config.vision.layers} × ${config.vision.width}, patch ${config.vision.patchSize}`;
      return [
        modelName(model) || NONE,
        config?.family ?? NONE,
        tower ?? NONE,
        config ? `${config.inputSize} px` : NONE,
        bytes > 0 ? formatBytes(bytes) : NONE,
        bundled ? "bundled" : directory,
      ];
    });
    const titles = ["name", "family", "image tower", "input", "size", "where"];
    terminal.out(
      formatTable(
        titles.map((title) => ({ title })),
        rows,
      ),
    );
    for (const { problem } of models) if (problem !== null) terminal.out(`Can't be used: ${printable(problem)}\n`);
  },
});
