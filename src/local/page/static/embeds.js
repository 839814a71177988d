// Embeds and files.
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { inlineMarkdown, markdown } from "./markdown.js";
import { timeNode } from "./clock.js";
import { store } from "./store.js";

/** The address of a picture if it is on this machine: nothing else is loaded. */
function near(url) {
  const base = store.state?.files;
  if (base && url?.startsWith(`${base}/attachments/`)) return url.slice(base.length);
  return url?.startsWith("/attachments/") || url?.startsWith("data:image/") ? url : null;
}

function picture(url, name, props = {}) {
  const local = near(url);
  if (local) return h("img", { src: local, alt: name, loading: "lazy", ...props });
  return url ? h("span", { class: "far" }, `Picture elsewhere: ${url}`) : null;
}

/** One embed. */
export function embed(data) {
  const colour = typeof data.color === "number" ? `#${(data.color & 0xffffff).toString(16).padStart(6, "0")}` : null;
  const title = data.title && (/^https?:\/\//.test(data.url ?? "")
    ? h("a", { href: data.url, target: "_blank", rel: "noopener noreferrer nofollow" }, inlineMarkdown(data.title))
    : inlineMarkdown(data.title));
  const time = data.timestamp ? Date.parse(data.timestamp) : NaN;
  return h("div", { class: "embed", style: colour ? { "--bar": colour } : {} },
    h("div", { class: "embed-main" },
      data.author && h("div", { class: "embed-author" }, data.author.name),
      title && h("div", { class: "embed-title" }, title),
      data.description && h("div", { class: "embed-text" }, markdown(data.description)),
      data.fields?.length > 0 && h("div", { class: "fields" }, fields(data.fields))),
    data.thumbnail && picture(data.thumbnail.url, "", { class: "embed-thumb" }),
    data.image && picture(data.image.url, data.image.description ?? "Picture of the embed", { class: "embed-image" }),
    (data.footer || Number.isFinite(time)) && h("div", { class: "embed-foot" },
      data.footer?.text, data.footer && Number.isFinite(time) && " • ", Number.isFinite(time) && timeNode(time, "head")));
}

/** Up to three inline fields share a row. */
function fields(all) {
  const rows = [];
  for (const field of all) {
    const row = rows.at(-1);
    if (field.inline && row?.[0].inline && row.length < 3) row.push(field);
    else rows.push([field]);
  }
  return rows.flatMap((row) => row.map((field) =>
    h("div", { class: `field span${field.inline ? 12 / row.length : 12}` },
      h("div", { class: "field-name" }, inlineMarkdown(field.name)),
      h("div", { class: "field-text" }, markdown(field.value)))));
}

/** One file. */
export function file(data) {
  const local = near(data.url);
  if (local && data.content_type?.startsWith("image/")) {
    return h("a", { class: "attached", href: local, target: "_blank", rel: "noopener" },
      h("img", { src: local, alt: data.description ?? data.name, loading: "lazy" }));
  }
  return h("a", { class: "attached file", href: local ?? "#", target: "_blank", rel: "noopener", download: data.name },
    icon("file"), h("span", {}, h("strong", {}, data.name), h("small", {}, size(data.size))));
}

const size = (bytes) => (bytes < 1024 ? `${bytes} bytes` : bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`);
