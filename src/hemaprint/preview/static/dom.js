// Small helpers: find, make, ask the server.

export const find = (selector, root = document) => root.querySelector(selector);

export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

/** An element with attributes (`on…` functions are listeners) and children. */
export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

export function draw(name, attributes = {}) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/** Make `nodes` the children of `parent`, with as few moves as it takes; what has the focus keeps it. */
export function arrange(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  let next = parent.firstElementChild;
  for (const node of nodes) {
    if (node === next) next = node.nextElementSibling;
    else move(parent, node, next);
  }
}

function move(parent, node, next) {
  if (node.isConnected && parent.moveBefore) {
    parent.moveBefore(node, next);
    return;
  }
  const focused = node.contains(document.activeElement) ? document.activeElement : null;
  parent.insertBefore(node, next);
  focused?.focus({ preventScroll: true });
}

/** The error message of the server. */
export async function refusalIn(response) {
  const text = await response.text();
  if (!response.headers.get("content-type")?.startsWith("application/json")) return text.trim();
  const { message, hint } = JSON.parse(text);
  return [message, hint].filter(Boolean).join(". ");
}

/** POST as JSON; returns the answer, or throws an Error with the message of the server. */
export async function ask(path, data) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(data),
  });
  if (response.status === 204) return null;
  if (response.ok) return response.json();
  throw new Error(await refusalIn(response));
}

export const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export function press(button, pressed) {
  button.setAttribute("aria-pressed", String(pressed));
}

export const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
