// A field for files: each chosen file goes to the workspace at once, and the form then names it by its id.
import { el } from "./dom.js";

/** A file field; a submission waits until what was chosen has arrived. */
export function fileInput(element, field) {
  const accept = (element.filetypes ?? []).map((ending) => `.${ending}`).join(",");
  const input = el("input", {
    ...field.attributes, class: "typed", type: "file", accept: accept || null, multiple: (element.max_files ?? 10) > 1,
  });
  const held = field.surface.values.pending;
  input.addEventListener("change", () => {
    const arriving = sent([...input.files], field).finally(() => held.delete(arriving));
    held.add(arriving);
  });
  return input;
}

async function sent(files, field) {
  field.typed([]);
  const answers = await Promise.all(files.map(async (file) => field.attach(file.name, await base64(file))));
  field.typed(answers.filter((answer) => answer.ok).map((answer) => answer.id));
}

function base64(file) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => done(reader.result.slice(reader.result.indexOf(",") + 1)));
    reader.addEventListener("error", () => failed(reader.error));
    reader.readAsDataURL(file);
  });
}
