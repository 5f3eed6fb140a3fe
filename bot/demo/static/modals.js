// The person's open modals, top last: one dialog for each view, redrawn in place when the app updates it.
import { placeOfFocus, returnTo } from "./focus.js";
import { syncChildren } from "./dom.js";
import { Modal } from "./modal.js";

/** Keeps the page's dialogs equal to the workspace's stack of views for the person. */
export class Modals {
  #open = new Map();
  #opener = null;

  /** `office` is {call, refresh, names, fallback}; fallback puts the focus somewhere when all is closed. */
  constructor(host, office) {
    Object.assign(this, { host, office });
  }

  sync(views) {
    if (views.length && this.#open.size === 0) this.#opener = placeOfFocus();
    this.#closeMissing(new Set(views.map((view) => view.id)));
    for (const view of views) this.#show(view);
    const top = views.at(-1)?.id;
    for (const [id, modal] of this.#open) modal.dialog.classList.toggle("beneath", id !== top);
  }

  #closeMissing(wanted) {
    const gone = [...this.#open].filter(([id]) => !wanted.has(id)).reverse();
    // A hidden dialog cannot take back the focus that a closing one returns to it.
    if (gone.length) for (const { dialog } of this.#open.values()) dialog.classList.remove("beneath");
    for (const [id, modal] of gone) {
      modal.dialog.close();
      modal.dialog.remove();
      this.#open.delete(id);
    }
    if (gone.length && this.#open.size === 0 && !returnTo(this.#opener)) this.office.fallback();
  }

  #show(view) {
    const known = this.#open.get(view.id);
    if (known) {
      known.update(view);
      return;
    }
    const modal = new Modal(view, this.office);
    this.#open.set(view.id, modal);
    syncChildren(this.host, [...this.host.childNodes, modal.dialog]);
    modal.open();
  }
}
