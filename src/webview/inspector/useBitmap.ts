import { useEffect, useState } from "preact/hooks";
import type { Picture } from "../../protocol/runs.ts";

/** A picture ready to be drawn; undefined while it is decoded, null if the browser can't. */
export function useBitmap(picture: Picture): ImageBitmap | null | undefined {
  const [decoded, setDecoded] = useState<{ of: Picture; bitmap: ImageBitmap | null }>();
  useEffect(() => {
    let isWanted = true;
    let made: ImageBitmap | undefined;
    const decode = async () => {
      const blob = new Blob([picture.bytes as Uint8Array<ArrayBuffer>], { type: picture.mime });
      const bitmap = await createImageBitmap(blob).catch(() => null);
      if (isWanted) {
        made = bitmap ?? undefined;
        setDecoded({ of: picture, bitmap });
      } else bitmap?.close();
    };
    void decode();
    return () => {
      isWanted = false;
      made?.close();
    };
  }, [picture]);
  return decoded?.of === picture ? decoded.bitmap : undefined;
}
