// Forms, as a dialog in front of everything. What was typed survives Escape and a reload.
import { post } from "./api.js";
import { announce, fill, h, note, recall } from "./dom.js";
import { icon } from "./icons.js";
import { store } from "./store.js";
import { cameOf } from "./interact.js";

/** What was typed into a form that was closed, by person and form. */
const drafts = new Map();
let dialog;

/** Shows the form. */
export function openForm(form, channel, typed) {
  dialog?.remove();
  const draftKey = `${store.me}/${form.custom_id}`;
  const kept = typed ?? drafts.get(draftKey) ?? {};
  const before = document.activeElement;
  const beforeKey = before?.closest?.("[data-id]") && { id: before.closest("[data-id]").dataset.id, focus: before.dataset.focus };
  const problem = h("div", { class: "form-problem", role: "alert" });
  const inputs = form.fields.map((field) => input(field, kept[field.custom_id]));
  const submit = h("button", { type: "submit", class: "btn primary" }, "Submit");
  let sent = false;

  const values = () => Object.fromEntries(inputs.map(({ field, control }) => [field.custom_id, control.value]));
  const keep = () => {
    drafts.set(draftKey, values());
    note(`form.${store.state.run}`, { me: store.me, form, channel, typed: values() }, "sessionStorage");
  };
  const own = dialog = h("dialog", {
    class: "form", "aria-labelledby": "form-title",
    oninput: keep,
    oncancel: keep,
    onclose: () => {
      if (sent) drafts.delete(draftKey);
      note(`form.${store.state.run}`, null, "sessionStorage");
      own.remove();
      const again = beforeKey && document.querySelector(`[data-id="${beforeKey.id}"] [data-focus="${CSS.escape(beforeKey.focus ?? "")}"]`);
      (again || before)?.focus?.();
    },
    onkeydown: trap,
  },
  h("form", { novalidate: true, onsubmit: send },
    h("header", {}, h("h2", { id: "form-title" }, form.title),
      h("button", { type: "button", class: "plain", "aria-label": "Close the form", onclick: () => { keep(); own.close(); } }, icon("close"))),
    h("div", { class: "form-fields" }, inputs.map(({ node }) => node), problem),
    h("footer", {},
      h("button", { type: "button", class: "btn ghost", onclick: () => { keep(); own.close(); } }, "Cancel"), submit)));
  document.body.append(own);
  own.showModal();
  inputs[0]?.control.focus();
  if (!typed) keep();

  async function send(event) {
    event.preventDefault();
    const wrong = inputs.filter(({ check }) => !check());
    if (wrong.length) {
      wrong[0].control.focus();
      return;
    }
    submit.disabled = true;
    submit.classList.add("waits");
    fill(problem);
    try {
      const outcome = await post("submit", { as: store.me, interaction: form.interaction, fields: values() });
      if (outcome.failed) throw new Error("Something went wrong: the application did not respond. Try again.");
      sent = true;
      own.close();
      announce("Sent");
      cameOf(outcome, channel);
    } catch (error) {
      fill(problem, error.message);
    } finally {
      submit.disabled = false;
      submit.classList.remove("waits");
    }
  }

  function trap(event) {
    if (event.key !== "Tab") return;
    const stops = [...own.querySelectorAll("button, input, textarea")].filter((e) => !e.disabled);
    const [first, last] = [stops[0], stops.at(-1)];
    if (event.shiftKey && document.activeElement === first) {
      event.preventDefault();
      last.focus();
    } else if (!event.shiftKey && document.activeElement === last) {
      event.preventDefault();
      first.focus();
    }
  }
}

/** A form that was open when the page was left. */
export function reopenForm() {
  const left = recall(`form.${store.state.run}`, null, "sessionStorage");
  if (left?.me === store.me) openForm(left.form, left.channel, left.typed);
}

function input(field, kept) {
  const id = `field-${field.custom_id.replace(/\W/g, "-")}`;
  const note = h("div", { class: "field-note", id: `${id}-note` });
  const count = h("span", { class: "count", "aria-hidden": "true" });
  const control = h(field.paragraph ? "textarea" : "input", {
    id, type: field.paragraph ? null : "text", rows: field.paragraph ? "6" : null, placeholder: field.placeholder, maxlength: field.max,
    "aria-required": field.required ? "true" : null, "aria-describedby": `${id}-note`, autocomplete: "off", name: field.custom_id,
    value: kept ?? field.value ?? "", oninput: () => { counted(); if (control.getAttribute("aria-invalid")) check(); },
  });
  const length = () => [...control.value].length;
  const counted = () => fill(count, field.max < 4000 || length() > 3500 || field.paragraph ? `${length()} / ${field.max}` : "");
  function check() {
    let wrong = "";
    if (field.required && !control.value.trim()) wrong = "This field is required.";
    else if (control.value && length() < field.min) wrong = `At least ${field.min} characters, please.`;
    else if (length() > field.max) wrong = `At most ${field.max} characters, please.`;
    fill(note, wrong);
    if (wrong) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
    return !wrong;
  }
  counted();
  const node = h("div", { class: "form-field" },
    h("label", { for: id }, field.label, field.required && h("span", { class: "required", "aria-hidden": "true" }, " *")),
    control, h("div", { class: "form-under" }, note, count));
  return { field, node, control, check };
}
