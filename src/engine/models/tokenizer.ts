import { existsSync } from "node:fs";
import path from "node:path";
import { Tokenizer as HfTokenizer } from "@huggingface/tokenizers";
import { AnopleError, messageOf } from "../base/errors.ts";
import { readJsonFile } from "./jsonFile.ts";
import type { TextConfig } from "./modelConfig.ts";

/** Turns words into the ids that a text tower knows. */
export interface Tokenizer {
  /** Token ids with the begin- and end-of-text ids around them; not padded, not cut to the context length. */
  encode(text: string): number[];
}

/**
 * Loads a model directory's tokenizer.json.
 * @throws AnopleError ("model") where it is missing, damaged or made for another vocabulary
 */
export async function loadTokenizer(directory: string, text: TextConfig): Promise<Tokenizer> {
  const file = path.join(directory, "tokenizer.json");
  if (!existsSync(file))
    throw new AnopleError(
      "model",
      `Model directory ${directory} has no tokenizer.json, which its text tower needs.`,
      "For OpenAI's and open_clip's CLIP models take the one of openai/clip-vit-base-patch32 on Hugging Face; others bring their own.",
    );
  const tokenizer = makeTokenizer(await readJsonFile(file), file, text);
  return {
    encode: (words) => [
      text.bosTokenId,
      ...tokenizer.encode(words, { add_special_tokens: false }).ids,
      text.eosTokenId,
    ],
  };
}

function makeTokenizer(json: unknown, file: string, text: TextConfig): HfTokenizer {
  const fail = (what: string, cause?: unknown) =>
    new AnopleError("model", `${file}: ${what}.`, "Take the tokenizer.json that belongs to the model.", { cause });
  let tokenizer: HfTokenizer;
  let highest = -1;
  try {
    // The second argument is tokenizer_config.json, whose fields matter to decoding and chat only.
    tokenizer = new HfTokenizer(json as object, {});
    tokenizer.encode("a");
    for (const id of tokenizer.get_vocab(true).values()) highest = Math.max(highest, id);
  } catch (cause) {
    throw fail(`isn't a tokenizer that can be used (${messageOf(cause)})`, cause);
  }
  const { vocabSize, bosTokenId, eosTokenId } = text;
  if (highest >= vocabSize) throw fail(`it has ids up to ${highest}, but the model knows ${vocabSize} tokens`);
  for (const id of [bosTokenId, eosTokenId])
    if (tokenizer.id_to_token(id) === undefined) throw fail(`it lacks the model's special token ${id}`);
  return tokenizer;
}
