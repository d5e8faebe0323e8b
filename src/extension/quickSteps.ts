import * as vscode from "vscode";

/** A choice of several steps was left by Escape. */
export const LEFT = Symbol("left");
/** The Back button was pressed. */
export const BACK = Symbol("back");

export interface StepItem<T> extends vscode.QuickPickItem {
  /** What choosing it means; none for separators. */
  readonly value?: T;
}

export interface Step<T> {
  readonly title: string;
  readonly placeholder: string;
  readonly step: number;
  readonly total: number;
  readonly items: readonly StepItem<T>[];
  /** The default. */
  isActive?(value: T): boolean;
  readonly canGoBack: boolean;
  /** Better items that come later; those at hand can be chosen meanwhile. */
  readonly later?: Promise<readonly StepItem<T>[]>;
  onItemButton?(value: T): void;
}

/** One step of a choice: a quick pick with a number, a default and a way back. */
export function quickStep<T>(step: Step<T>): Promise<T | typeof BACK | typeof LEFT> {
  const pick = vscode.window.createQuickPick<StepItem<T>>();
  pick.title = step.title;
  pick.placeholder = step.placeholder;
  pick.step = step.step;
  pick.totalSteps = step.total;
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  pick.buttons = step.canGoBack ? [vscode.QuickInputButtons.Back] : [];
  const show = (items: readonly StepItem<T>[], active: (value: T) => boolean) => {
    pick.items = items;
    const found = items.find(({ value }) => value !== undefined && active(value));
    if (found) pick.activeItems = [found];
  };
  show(step.items, step.isActive ?? (() => false));
  return new Promise((resolve) => {
    let isOpen = true;
    const end = (result: T | typeof BACK | typeof LEFT) => {
      isOpen = false;
      resolve(result);
      pick.dispose();
    };
    pick.onDidAccept(() => {
      const [chosen] = pick.activeItems;
      if (chosen?.value !== undefined) end(chosen.value);
    });
    pick.onDidTriggerButton(() => end(BACK));
    pick.onDidTriggerItemButton(({ item }) => item.value !== undefined && step.onItemButton?.(item.value));
    pick.onDidHide(() => {
      if (isOpen) end(LEFT);
    });
    if (step.later) {
      pick.busy = true;
      void step.later
        .then((items) => {
          if (!isOpen) return;
          const current = pick.activeItems[0]?.label;
          show(items, (value) => items.find((item) => item.value === value)?.label === current);
        })
        .catch(() => undefined)
        .finally(() => {
          if (isOpen) pick.busy = false;
        });
    }
    pick.show();
  });
}
