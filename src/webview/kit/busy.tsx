/** Something is under way; its label is read out. */
export function Busy({ label }: { readonly label: string }) {
  return (
    <div class="busy" role="status">
      <span class="spinner" aria-hidden="true" />
      {label}
    </div>
  );
}
