// One modal view: its form, its keyboard, its way to the app and back.
import { TROUBLE } from "./api.js";
import { showError, syncBlocks } from "./blocks.js";
import { el, freshId, say } from "./dom.js";
import { firstPlace, keepingFocus, wrapTab } from "./focus.js";
import { unescaped } from "./mrkdwn.js";
import { surfaceOf } from "./surface.js";
import { Values } from "./values.js";

/** A view as a dialog. Typed values live here, and survive every redraw of the blocks they belong to. */
export class Modal {
  #busy = false;
  #drawn = null;

  constructor(view, office) {
    Object.assign(this, { view, office, values: new Values() });
    const titleId = freshId("title");
    this.title = el("h2", { id: titleId, tabindex: "-1" });
    this.body = el("div", { class: "modal-body" });
    this.problem = el("p", { class: "banner problem", role: "alert", hidden: true });
    this.spoken = el("div", { class: "unseen", "aria-live": "polite" });
    this.cancel = el("button", { type: "button", class: "button", "data-modal": "close", click: () => this.close() });
    this.send = el("button", { type: "submit", class: "button primary", "data-modal": "submit" });
    const cross = el("button", { type: "button", class: "cross", "aria-label": "Luk", click: () => this.close() }, "×");
    const submit = (event) => { event.preventDefault(); this.submit(); };
    this.form = el("form", { novalidate: true, autocomplete: "off", submit },
      el("header", {}, this.title, cross), this.body, this.problem, el("footer", {}, this.cancel, this.send));
    this.dialog = el("dialog", {
      class: "modal", role: "dialog", "aria-modal": "true", "aria-labelledby": titleId, "data-view-id": view.id,
      keydown: (event) => this.#key(event), cancel: (event) => event.preventDefault(), input: (event) => this.#clear(event),
    }, this.form, this.spoken);
    this.#draw();
  }

  open() {
    this.dialog.showModal();
    firstPlace(this.dialog).focus();
  }

  /** Redraws when the app has changed the view; otherwise touches nothing. */
  update(view) {
    this.view = view;
    if (JSON.stringify(partsOf(view)) === this.#drawn) return;
    // What was sent has been answered with this view, which can be closed at once.
    this.#wait(false);
    const survived = keepingFocus(this.body, () => this.#draw());
    this.#tell(null);
    this.#refuse({});
    if (survived && this.body.contains(document.activeElement)) return;
    firstPlace(this.dialog).focus();
    this.body.scrollTop = 0;
    this.spoken.textContent = this.body.innerText;
  }

  #draw() {
    const { view } = this;
    this.#drawn = JSON.stringify(partsOf(view));
    this.values.keepOnly(view.blocks);
    say(this.title, unescaped(view.title));
    say(this.send, unescaped(view.submit ?? ""));
    say(this.cancel, unescaped(view.close ?? (view.submit ? "Annuller" : "Luk")));
    syncBlocks(this.body, view.blocks, this.#surface());
  }

  #surface() {
    const container = { type: "view", view_id: this.view.id };
    const told = (answer) => this.#tell(answer.ok ? null : answer.message);
    return surfaceOf({ container, values: this.values, office: this.office, told });
  }

  /** Sends the form; on any failure everything typed stays. */
  async submit() {
    if (this.#busy || !this.view.submit) return;
    this.#wait(true);
    await Promise.all(this.values.pending);
    await this.#send();
    this.#wait(false);
  }

  async #send() {
    this.#tell(null);
    const answer = await this.office.call("submit", { view_id: this.view.id, state: this.values.snapshot() });
    this.#refuse(answer.errors ?? {});
    if (answer.ok) await this.office.refresh();
    else if (!answer.errors) this.#tell(answer.message ?? TROUBLE);
  }

  async close() {
    if (this.#busy) return;
    const answer = await this.office.call("close", { view_id: this.view.id });
    if (answer.ok) await this.office.refresh();
    else this.#tell(answer.message);
  }

  #wait(busy) {
    this.#busy = busy;
    this.send.setAttribute("aria-disabled", String(busy));
    this.send.setAttribute("aria-busy", String(busy));
  }

  #refuse(errors) {
    for (const node of this.body.children) showError(node, errors[node.dataset.blockId]);
    this.body.querySelector("[aria-invalid] input, input[aria-invalid], textarea[aria-invalid]")?.focus();
  }

  #clear(event) {
    const node = event.target.closest("[data-block-id]");
    if (node) showError(node, null);
  }

  #tell(message) {
    say(this.problem, message);
  }

  #key(event) {
    if (event.key === "Escape") {
      // Cancelled here, since a browser closes a dialog by itself on the second Escape.
      event.preventDefault();
      this.close();
    } else if (event.key === "Tab") wrapTab(event, this.dialog);
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.form.requestSubmit();
  }
}

function partsOf({ title, submit, close, blocks }) {
  return { title, submit, close, blocks };
}
