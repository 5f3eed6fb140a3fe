// The "are you sure" of an element with a confirm object.
import { el, freshId } from "./dom.js";
import { unescaped } from "./mrkdwn.js";

/** Asks the element's question; resolves to the answer, with the focus back where it came from. */
export function confirmed(question, opener) {
  const titleId = freshId("question");
  const textId = freshId("explanation");
  const style = question.style === "danger" ? "danger" : "primary";
  const yes = el("button", { type: "button", class: `button ${style}` }, unescaped(question.confirm.text));
  const no = el("button", { type: "button", class: "button" }, unescaped(question.deny.text));
  const dialog = el("dialog", {
    class: "modal question", role: "alertdialog", "aria-modal": "true",
    "aria-labelledby": titleId, "aria-describedby": textId,
  },
  el("h2", { id: titleId }, unescaped(question.title.text)),
    el("p", { id: textId, class: "modal-body" }, unescaped(question.text.text)),
    el("footer", {}, no, yes));
  document.getElementById("dialogs").append(dialog);
  dialog.showModal();
  yes.focus();
  return new Promise((resolve) => {
    const answer = (given) => { dialog.close(); dialog.remove(); opener.focus(); resolve(given); };
    yes.addEventListener("click", () => answer(true));
    no.addEventListener("click", () => answer(false));
    dialog.addEventListener("cancel", (event) => { event.preventDefault(); answer(false); });
  });
}
