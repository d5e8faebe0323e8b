import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button } from "../kit/button.tsx";
import { IconButton } from "../kit/iconButton.tsx";
import { t } from "../kit/l10n.ts";
import { formatPlain, formatScore } from "../kit/numbers.ts";
import { useSize } from "../kit/useSize.ts";
import type { Layer } from "./layers.ts";
import { fitted, pan, toPicture, type Viewport, zoomAt } from "./viewport.ts";

interface Props {
  /** Of the image file, in pixels. */
  readonly image: { readonly width: number; readonly height: number };
  /** From the bottom up. */
  readonly layers: readonly Layer[];
  /** What is to be seen, in words. */
  readonly alt: string;
  /** The map's value at a pixel; null outside of the picture. */
  valueAt(x: number, y: number): number | null;
  /** Shows or hides the mask of the ground truth, where there is one. */
  readonly onToggleTruth?: (() => void) | undefined;
}

/** Of a press of + or −, and of a line of the wheel. */
const ZOOM_STEP = 1.25;
/** Of an arrow key, in CSS pixels. */
const PAN_STEP = 48;

/** The picture with what lies over it, to be zoomed and moved by pointer and keyboard. */
export function Stage({ image, layers, alt, valueAt, onToggleTruth }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useSize(box);
  const help = useId();
  /** Undefined: fitted, whatever the size of the box. */
  const [moved, setMoved] = useState<Viewport>();
  const [pointer, setPointer] = useState<{ x: number; y: number }>();
  const [isFocused, setIsFocused] = useState(false);
  const drag = useRef<{ x: number; y: number }>(undefined);
  const view = moved ?? fitted(image, size);
  const isLaidOut = size.width > 0 && size.height > 0;

  useEffect(() => setMoved(undefined), [image.width, image.height]);
  useLayoutEffect(() => {
    const context = canvas.current?.getContext("2d");
    if (!context || !isLaidOut) return;
    const frame = requestAnimationFrame(() => draw(context, size, view, layers));
    return () => cancelAnimationFrame(frame);
  }, [layers, view.zoom, view.x, view.y, size]);

  const zoom = (factor: number, x = size.width / 2, y = size.height / 2) =>
    setMoved((old) => zoomAt(old ?? fitted(image, size), factor, x, y, image, size));
  const move = (dx: number, dy: number) => setMoved((old) => pan(old ?? fitted(image, size), dx, dy, image, size));
  const keys: Partial<Record<string, () => void>> = {
    "+": () => zoom(ZOOM_STEP),
    "=": () => zoom(ZOOM_STEP),
    "-": () => zoom(1 / ZOOM_STEP),
    _: () => zoom(1 / ZOOM_STEP),
    "0": () => setMoved(undefined),
    ...(onToggleTruth && { g: onToggleTruth, G: onToggleTruth }),
    ArrowLeft: () => move(PAN_STEP, 0),
    ArrowRight: () => move(-PAN_STEP, 0),
    ArrowUp: () => move(0, PAN_STEP),
    ArrowDown: () => move(0, -PAN_STEP),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    setPointer(undefined);
    act();
  };
  const place = ({ clientX, clientY }: MouseEvent) => {
    const { left, top } = box.current!.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };
  const onPointerMove = (event: PointerEvent) => {
    const at = place(event);
    setPointer(at);
    if (!drag.current) return;
    move(at.x - drag.current.x, at.y - drag.current.y);
    drag.current = at;
  };
  const onWheel = (event: WheelEvent) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const { x, y } = place(event);
    zoom(2 ** (-event.deltaY / (event.deltaMode === 0 ? 200 : 6)), x, y);
  };

  const readAt = pointer ?? (isFocused ? { x: size.width / 2, y: size.height / 2 } : undefined);
  return (
    <div class="stage">
      <div class="stage-bar">
        <IconButton icon="zoom-out" label={t("Zoom Out")} onClick={() => zoom(1 / ZOOM_STEP)} />
        <span class="zoom-level">{t("{0}%", formatPlain(Number((view.zoom * 100).toPrecision(3))))}</span>
        <IconButton icon="zoom-in" label={t("Zoom In")} onClick={() => zoom(ZOOM_STEP)} />
        <Button kind="link" disabled={moved === undefined} onClick={() => setMoved(undefined)}>
          {t("Fit")}
        </Button>
        <Reading
          at={readAt && toPicture(view, readAt.x, readAt.y)}
          isPointer={pointer !== undefined}
          valueAt={valueAt}
        />
      </div>
      <div
        ref={box}
        class="stage-box"
        role="application"
        aria-label={t("Picture with its anomaly map")}
        aria-describedby={help}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys move and zoom the picture
        tabIndex={0}
        onKeyDown={onKeyDown}
        onFocus={() => setIsFocused(true)}
        onBlur={() => setIsFocused(false)}
        onWheel={onWheel}
        onDblClick={() => setMoved(undefined)}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          drag.current = place(event);
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={onPointerMove}
        onPointerUp={() => {
          drag.current = undefined;
        }}
        onPointerCancel={() => {
          drag.current = undefined;
        }}
        onPointerLeave={() => setPointer(undefined)}
      >
        <canvas ref={canvas} role="img" aria-label={alt} />
        {isFocused && pointer === undefined && moved !== undefined && <span class="stage-centre" aria-hidden="true" />}
      </div>
      <p id={help} class="visually-hidden">
        {t("Plus and minus zoom, arrow keys move, 0 fits the picture into the view.")}{" "}
        {onToggleTruth && t("G shows or hides the mask of the ground truth.")}
      </p>
    </div>
  );
}

interface ReadingProps {
  readonly at: { readonly x: number; readonly y: number } | undefined;
  readonly isPointer: boolean;
  valueAt(x: number, y: number): number | null;
}

/** The map's value under the pointer, or in the middle for those who use the keyboard. */
function Reading({ at, isPointer, valueAt }: ReadingProps) {
  const value = at ? valueAt(at.x, at.y) : null;
  if (!at || value === null)
    return <span class="stage-reading stage-hint soft">{t("Ctrl + wheel zooms, dragging moves the picture")}</span>;
  const [x, y] = [Math.floor(at.x), Math.floor(at.y)];
  return (
    <span class="stage-reading">
      {isPointer ? t("x {0}, y {1}", x, y) : t("Middle: x {0}, y {1}", x, y)} <span class="soft">{t("map")}</span>{" "}
      <b>{formatScore(value)}</b>
    </span>
  );
}

function draw(
  context: CanvasRenderingContext2D,
  { width, height }: { width: number; height: number },
  { zoom, x, y }: Viewport,
  layers: readonly Layer[],
): void {
  const { canvas } = context;
  const density = window.devicePixelRatio || 1;
  canvas.width = Math.round(width * density);
  canvas.height = Math.round(height * density);
  context.setTransform(density * zoom, 0, 0, density * zoom, density * x, density * y);
  for (const layer of layers) layer(context, 1 / zoom);
}
