// Lists that open over the page: placed at their control, and kept inside the window.

const GAP = 4;
const MARGIN = 8;
const TALLEST = 280;

/** Places `popup` (position: fixed) under its control, or above it where there is more room. */
export function place(popup, control) {
  const box = control.getBoundingClientRect();
  const below = window.innerHeight - box.bottom - GAP - MARGIN;
  const above = box.top - GAP - MARGIN;
  const upwards = below < Math.min(popup.scrollHeight, TALLEST) && above > below;
  popup.style.maxHeight = `${Math.max(96, Math.min(TALLEST, upwards ? above : below))}px`;
  popup.style.minWidth = `${Math.min(box.width, window.innerWidth - 2 * MARGIN)}px`;
  popup.style.left = `${Math.max(MARGIN, Math.min(box.left, window.innerWidth - popup.offsetWidth - MARGIN))}px`;
  popup.style.top = upwards ? "auto" : `${box.bottom + GAP}px`;
  popup.style.bottom = upwards ? `${window.innerHeight - box.top + GAP}px` : "auto";
}

/** Calls `close` when the page under an open popup moves; returns the function that stops watching. */
export function whileOpen(popup, control, close) {
  // A text field scrolls its own long text while one types.
  const moved = ({ target }) => { if (target !== control && !popup.contains(target)) close(); };
  window.addEventListener("scroll", moved, true);
  window.addEventListener("resize", moved);
  return () => {
    window.removeEventListener("scroll", moved, true);
    window.removeEventListener("resize", moved);
  };
}
