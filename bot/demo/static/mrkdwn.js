// Slack's mrkdwn as DOM nodes: *bold* _italic_ ~strike~ `code` ```pre``` > quote, links and mentions.
import { el } from "./dom.js";

const SAFE_LINK = /^(https?:|mailto:|tel:)/i;
const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
// Of Slack's names of emoji those that are met here; any other stands as it was written.
const EMOJI = { ":warning:": "⚠️", ":red_circle:": "🔴" };
const STYLES = { "*": "strong", "_": "em", "~": "s" };

// A style mark opens after a space or punctuation and closes before one, so 2*3*4 and snake_case stay as written.
const INLINE = /`([^`\n]+)`|<([^<>\n]+)>|(?<![\p{L}\p{N}*_~])([*_~])(?=\S)((?:(?!\3)[^\n])+?)(?<=\S)\3(?![\p{L}\p{N}])/gu;

/** Text with Slack's three escapes undone. */
export function unescaped(text) {
  return text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity]);
}

/** Nodes for a text object: plain text as it stands, mrkdwn interpreted. */
export function textNodes(object, names) {
  if (!object) return [];
  return object.type === "mrkdwn" ? mrkdwnNodes(object.text, names) : [unescaped(object.text)];
}

/** Nodes for a mrkdwn string; `names` turns user and channel ids into names. */
export function mrkdwnNodes(text, names) {
  return text.split(/```\n?([\s\S]+?)\n?```/g).flatMap((part, index) => (
    index % 2 ? [el("pre", {}, unescaped(part))] : quotedNodes(part, names)
  ));
}

function quotedNodes(text, names) {
  const nodes = [];
  for (const run of runsOfLines(text)) {
    const inner = linesWithBreaks(run.lines, names);
    if (run.quoted) nodes.push(el("blockquote", {}, inner));
    else if (nodes.length && !isBlock(nodes.at(-1))) nodes.push(el("br"), ...inner);
    else nodes.push(...inner);
  }
  return nodes;
}

function isBlock(node) {
  return node.nodeName === "BLOCKQUOTE";
}

function runsOfLines(text) {
  const runs = [];
  for (const line of text.split("\n")) {
    const quoted = /^(?:>|&gt;) ?/.exec(line);
    const words = quoted ? line.slice(quoted[0].length) : line;
    if (runs.at(-1)?.quoted === Boolean(quoted)) runs.at(-1).lines.push(words);
    else runs.push({ quoted: Boolean(quoted), lines: [words] });
  }
  return runs;
}

function linesWithBreaks(lines, names) {
  return lines.flatMap((line, index) => (index ? [el("br"), ...inlineNodes(line, names)] : inlineNodes(line, names)));
}

function inlineNodes(text, names) {
  const nodes = [];
  let rest = 0;
  for (const found of text.matchAll(INLINE)) {
    if (found.index > rest) nodes.push(words(text.slice(rest, found.index)));
    nodes.push(inlineNode(found, names));
    rest = found.index + found[0].length;
  }
  if (rest < text.length) nodes.push(words(text.slice(rest)));
  return nodes;
}

function words(text) {
  return unescaped(text).replace(/:[a-z_]+:/g, (name) => EMOJI[name] ?? name);
}

function inlineNode([, code, angle, mark, styled], names) {
  if (code) return el("code", {}, unescaped(code));
  if (angle) return angleNode(angle, names);
  return el(STYLES[mark], {}, inlineNodes(styled, names));
}

function angleNode(inside, names) {
  const [target, label] = inside.split(/\|(.*)/s);
  if (target.startsWith("@")) return mention(`@${names.user(target.slice(1)) ?? label ?? target.slice(1)}`);
  if (target.startsWith("#")) return mention(`#${names.channel(target.slice(1)) ?? label ?? target.slice(1)}`);
  if (target.startsWith("!")) return label ? unescaped(label) : mention(`@${target.slice(1)}`);
  return linkNode(unescaped(target), unescaped(label ?? target));
}

function mention(text) {
  return el("span", { class: "mention" }, text);
}

/** A link to a web, mail or telephone address; anything else is shown as text. */
export function linkNode(target, label) {
  if (!SAFE_LINK.test(target)) return label;
  const shown = label.replace(/^(tel|mailto):/i, "");
  const elsewhere = target.startsWith("http");
  return el("a", { href: target, target: elsewhere && "_blank", rel: elsewhere && "noopener noreferrer" }, shown);
}
