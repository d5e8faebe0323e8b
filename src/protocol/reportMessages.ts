/** What the view of a report asks of the extension. */

/** Open the image of a picture card beside the report. */
interface OpenImage {
  readonly type: "openImage";
  /** As the card's `data-file` has it. */
  readonly path: string;
}

/** Every message from the view; there is none to it. */
export type ReportMessage = OpenImage;
