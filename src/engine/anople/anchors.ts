import { AnopleError } from "../base/errors.ts";
import type { Network } from "./network.ts";
import { promptTokens } from "./prompts.ts";

/** Token embeddings of a class's two anchors, with room for the prompts. */
export interface Anchors {
  /** Normal, then abnormal: [2, length, text width], without positions. */
  readonly tokens: Float32Array;
  /** One-hot rows that pick each anchor's end token, [2, 1, length]. */
  readonly ends: Float32Array;
}

/**
 * Embeds "class." and "abnormal class." for each class, both padded to one length over all classes, with the prompts'
 * slots right behind the start token left at zero. method.md 1.3
 *
 * @throws AnopleError("model") when the prompts and the words don't fit into the text tower's positions
 */
export async function embedAnchors(
  network: Network,
  classNames: readonly string[],
): Promise<{ length: number; anchors: Anchors[] }> {
  const { model, text, prompts } = network;
  const tokenizer = await model.tokenizer();
  const slots = promptTokens(prompts).text;
  const encoded = classNames.map((name) =>
    [`${name}.`, `abnormal ${name}.`].map((words) => {
      const [start, ...rest] = tokenizer.encode(words);
      return [start!, ...new Array<number>(slots).fill(-1), ...rest];
    }),
  );
  const length = Math.max(...encoded.flat().map((ids) => ids.length));
  if (length > text.contextLength) {
    const message = `${model.directory}: ${length} text tokens are needed, the text tower has ${text.contextLength} positions.`;
    throw new AnopleError("model", message, "Shorten the class name or lower contextTokens.");
  }
  const table = (await model.weights.get("text.token")).data;
  const { width } = text;
  const anchors = encoded.map((pair) => {
    const tokens = new Float32Array(2 * length * width);
    const ends = new Float32Array(2 * length);
    pair.forEach((ids, state) => {
      ids.forEach((id, position) => {
        if (id >= 0) tokens.set(table.subarray(id * width, (id + 1) * width), (state * length + position) * width);
      });
      ends[state * length + ids.length - 1] = 1;
    });
    return { tokens, ends };
  });
  return { length, anchors };
}
