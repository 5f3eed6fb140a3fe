// Slack's table block: the first row heads the columns; cells are plain or rich text.
import { el } from "./dom.js";
import { linkNode } from "./mrkdwn.js";

/** A table node for the block. */
export function tableNode(block, names) {
  const [head, ...rows] = block.rows;
  const aligned = (index) => ({ class: `align-${block.column_settings?.[index]?.align ?? "left"}` });
  const row = (cells, tag) => el("tr", {}, cells.map((cell, index) => (
    el(tag, { ...aligned(index), scope: tag === "th" && "col" }, cellNodes(cell, names))
  )));
  return el("div", { class: "table", tabindex: "0", role: "region", "aria-label": "Tabel" },
    el("table", {}, el("thead", {}, row(head, "th")), el("tbody", {}, rows.map((cells) => row(cells, "td")))));
}

function cellNodes(cell, names) {
  if (cell.type === "raw_text") return [cell.text];
  if (cell.type === "raw_number") return [cell.text ?? String(cell.value)];
  return (cell.elements ?? []).flatMap((part) => (part.elements ?? []).map((piece) => richPiece(piece, names)));
}

function richPiece(piece, names) {
  if (piece.type === "link") return linkNode(piece.url, piece.text ?? piece.url);
  if (piece.type === "user") return `@${names.user(piece.user_id) ?? piece.user_id}`;
  if (piece.type !== "text") return piece.text ?? piece.type;
  return piece.style?.bold ? el("strong", {}, piece.text) : piece.text;
}
