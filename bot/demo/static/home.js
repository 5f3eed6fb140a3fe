// The app's Home tab for the person.
import { syncBlocks } from "./blocks.js";
import { el, syncChildren } from "./dom.js";
import { keepingFocus } from "./focus.js";
import { surfaceOf } from "./surface.js";
import { Values } from "./values.js";

/** Draws the published Home view; `office` is {call, refresh, names, told}. */
export class Home {
  #person = null;
  #values = new Values();

  constructor({ host, scroller, office }) {
    Object.assign(this, { host, scroller, office });
  }

  sync(person, home) {
    if (person !== this.#person) this.#forget(person);
    const kept = keepingFocus(this.host, () => {
      if (home) this.#draw(home);
      else syncChildren(this.host, [el("p", { class: "empty" }, "Fristvagt har ikke vist noget her endnu.")]);
    });
    if (!kept) this.scroller.focus({ preventScroll: true });
  }

  #forget(person) {
    this.#person = person;
    this.#values = new Values();
    this.host.replaceChildren();
  }

  #draw(home) {
    this.host.dataset.viewId = home.view_id;
    syncBlocks(this.host, home.blocks, this.#surface(home.view_id));
  }

  #surface(viewId) {
    const container = { type: "view", view_id: viewId };
    return surfaceOf({ container, values: this.#values, office: this.office, told: this.office.told, startsAfresh: true });
  }
}
