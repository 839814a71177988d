// Building the page. Whatever a member wrote becomes a text node: there is no way here to turn a text into markup.

/** An element with properties and children; `null` and `false` children are left out, strings become text. */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "class") element.className = value;
    else if (key === "style") for (const [name, to] of Object.entries(value)) element.style.setProperty(name, to);
    else if (key === "value" || key === "checked" || key === "disabled" || key === "hidden") element[key] = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  add(element, children);
  return element;
}

/** Appends children as [`h`] does. */
export function add(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === undefined || child === null || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
  return element;
}

/** Replaces all children. */
export function fill(element, ...children) {
  element.replaceChildren();
  return add(element, children);
}

/** A drawing of 24 by 24, for the eye only. */
export function svg(path, name = "") {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  drawing.setAttribute("class", `icon ${name}`);
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  drawing.append(line);
  return drawing;
}

/** Says something to who listens instead of looking. */
export function announce(text) {
  const live = document.getElementById("live");
  const line = h("p", {}, text);
  live.append(line);
  setTimeout(() => line.remove(), 8000);
}

/** Calls `work` once, a moment after the last of many calls, but at least every 400 ms. */
export function soon(work, delay = 30) {
  let timer, since;
  return () => {
    since ??= performance.now();
    clearTimeout(timer);
    const wait = performance.now() - since > 400 ? 0 : delay;
    timer = setTimeout(() => {
      since = undefined;
      work();
    }, wait);
  };
}

/** What was noted in the browser under this name; `otherwise` if nothing, or if notes are forbidden. */
export function recall(name, otherwise = null, where = "localStorage") {
  try {
    const text = window[where].getItem(`viva.${name}`);
    return text === null ? otherwise : JSON.parse(text);
  } catch {
    return otherwise;
  }
}

/** Notes something in the browser; `null` forgets it. */
export function note(name, value, where = "localStorage") {
  try {
    if (value === null) window[where].removeItem(`viva.${name}`);
    else window[where].setItem(`viva.${name}`, JSON.stringify(value));
  } catch { /* then it is not noted */ }
}
