// Colours in code. highlight.js finds the parts; its tree, not its HTML, becomes nodes.
import core from "./vendor/highlight/core.min.js";
import bash from "./vendor/highlight/bash.min.js";
import diff from "./vendor/highlight/diff.min.js";
import dockerfile from "./vendor/highlight/dockerfile.min.js";
import http from "./vendor/highlight/http.min.js";
import javascript from "./vendor/highlight/javascript.min.js";
import json from "./vendor/highlight/json.min.js";
import sql from "./vendor/highlight/sql.min.js";
import typescript from "./vendor/highlight/typescript.min.js";
import yaml from "./vendor/highlight/yaml.min.js";

const LANGUAGES = { bash, diff, dockerfile, http, javascript, json, sql, typescript, yaml };
for (const [name, language] of Object.entries(LANGUAGES)) core.registerLanguage(name, language);
core.registerAliases(["node", "cjs", "mjs"], { languageName: "javascript" });
core.registerAliases(["shell", "console"], { languageName: "bash" });
core.registerAliases(["postgres", "postgresql", "pgsql", "sqlite", "mysql"], { languageName: "sql" });

/** The code as nodes, coloured if the language is known. */
export function highlighted(code, language) {
  const out = document.createDocumentFragment();
  const known = language && core.getLanguage(language.toLowerCase());
  if (!known) {
    out.append(code);
    return out;
  }
  // `_emitter` is not documented, but this copy of the library is fixed; without it the code stays plain.
  const root = core.highlight(code, { language: language.toLowerCase(), ignoreIllegals: true })._emitter?.rootNode;
  if (root) grow(root, out);
  else out.append(code);
  return out;
}

function grow(node, into) {
  for (const child of node.children) {
    if (typeof child === "string") {
      into.append(child);
    } else if (child.scope) {
      const span = document.createElement("span");
      span.className = `hl-${child.scope.split(/[.:]/)[0]}`;
      grow(child, span);
      into.append(span);
    } else {
      grow(child, into);
    }
  }
}
