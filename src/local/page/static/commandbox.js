// A slash command as it is typed: its options as fields, each with what can be chosen.
import { post } from "./api.js";
import { fill, h } from "./dom.js";
import { icon } from "./icons.js";
import { avatar } from "./names.js";
import { channelName, commandsIn, guildOf, guilds, store } from "./store.js";

const SUBCOMMAND = 1;
const GROUP = 2;
const KINDS = { 3: "text", 4: "whole number", 5: "true or false", 6: "member", 7: "channel", 8: "role", 9: "member or role", 10: "number", 11: "file" };

/** Commands as they are typed: subcommands one by one, `{ full, description, options, bot }`. */
async function flattened(channel) {
  const commands = await commandsIn(channel).catch(() => []);
  const out = [];
  const walk = (command, bot, before) => {
    const full = [...before, command.name].join(" ");
    const inner = (command.options ?? []).filter((o) => o.type === SUBCOMMAND || o.type === GROUP);
    if (inner.length) inner.forEach((option) => walk(option, bot, [...before, command.name]));
    else out.push({ full, description: command.description, options: command.options ?? [], bot });
  };
  for (const command of commands) if (command.kind === "chat") walk(command, command.bot, []);
  return out;
}

/** The command of exactly this name. */
export const findCommand = async (channel, name) => (await flattened(channel)).find((c) => c.full === name);

/** Commands that what is typed may become, the likeliest first. */
export async function offerCommands(channel, typed) {
  const words = typed.toLowerCase().trim();
  const rank = (c) => {
    const name = c.full.toLowerCase();
    if (name.startsWith(words)) return 0;
    if (name.includes(words)) return 1;
    return words.length > 2 && c.description.toLowerCase().includes(words) ? 2 : 9;
  };
  return (await flattened(channel)).map((c) => [rank(c), c]).filter(([r]) => r < 9).sort((a, b) => a[0] - b[0]).map(([, c]) => c).slice(0, 25);
}

export class CommandBox {
  turn = 0;

  constructor(composer, command) {
    this.composer = composer;
    this.command = command;
    this.offers = composer.offers;
    this.slots = [];
    this.more = h("input", {
      class: "cmd-more", type: "text", autocomplete: "off", spellcheck: "false", "aria-label": `Further options of /${command.full}; Enter sends it`,
      onfocus: () => this.offerOptions(), oninput: () => this.offerOptions(), onkeydown: (event) => this.moreKeys(event), onblur: () => this.blurred(),
    });
    this.pills = h("span", { class: "pills" });
    this.node = h("div", { class: "command", role: "group", "aria-label": `Command /${command.full}` }, h("span", { class: "cmd-name" }, `/${command.full}`), this.pills, this.more);
    this.node.addEventListener("pointerdown", (event) => {
      if (event.target === this.node) {
        event.preventDefault();
        this.more.focus();
      }
    });
    for (const option of command.options.filter((o) => o.required)) this.open(option);
    this.label();
  }

  focus() {
    (this.slots.find((slot) => !slot.input.value)?.input ?? this.more).focus();
  }

  gone() {
    this.turn += 1;
  }

  rest() {
    return this.command.options.filter((o) => !this.slots.some((slot) => slot.option === o));
  }

  label() {
    const rest = this.rest().length;
    this.more.placeholder = rest ? `+${rest} optional` : "";
    this.more.size = Math.max(4, this.more.placeholder.length);
  }

  /** Shows the field of an option. */
  open(option) {
    const slot = { option, choice: null };
    slot.input = h("input", {
      type: "text", autocomplete: "off", spellcheck: "false", size: "6", inputmode: [4, 10].includes(option.type) ? "numeric" : null,
      "aria-label": `${option.name}: ${option.description}${option.required ? ", required" : ""}`, "data-option": option.name,
      onfocus: () => this.offer(slot), oninput: () => { slot.choice = null; this.size(slot); this.offer(slot); }, onkeydown: (event) => this.keys(event, slot), onblur: () => this.blurred(),
    });
    slot.node = h("label", { class: `pill ${option.required ? "must" : ""}` }, h("span", { class: "pill-name", "aria-hidden": "true" }, option.name), slot.input);
    this.slots.push(slot);
    this.pills.append(slot.node);
    this.label();
    return slot;
  }

  size(slot) {
    slot.input.size = Math.max(6, Math.min(40, [...slot.input.value].length + 1));
    slot.node.classList.remove("wrong");
  }

  close(slot) {
    this.slots = this.slots.filter((s) => s !== slot);
    slot.node.remove();
    this.label();
  }

  blurred() {
    setTimeout(() => {
      if (!this.node.contains(document.activeElement)) this.offers.hide();
    }, 120);
  }

  // ---- offers

  title(option) {
    const kind = KINDS[option.type] ?? "";
    const bounds = [option.min_value !== undefined && option.min_value !== null && `from ${bound(option.min_value)}`, option.max_value !== undefined && option.max_value !== null && `to ${bound(option.max_value)}`].filter(Boolean).join(" ");
    return [h("strong", {}, option.name), " ", option.description, h("span", { class: "offer-detail" }, ` ${[kind, bounds, option.required ? "required" : ""].filter(Boolean).join(", ")}`)];
  }

  async offer(slot) {
    const { option, input } = slot;
    this.offers.attach(input);
    const turn = ++this.turn;
    const title = this.title(option);
    const known = this.known(option);
    if (known) {
      const typed = slot.choice ? "" : input.value.trim().toLowerCase();
      const fitting = known.filter((c) => c.label.toLowerCase().replace(/^[@#]/, "").includes(typed.replace(/^[@#]/, ""))).slice(0, 25);
      return this.show(slot, fitting, title);
    }
    if (!option.autocomplete) return this.show(slot, [], title);
    if (!this.offers.open) this.show(slot, [], title);
    await new Promise((resolve) => setTimeout(resolve, 140));
    if (turn !== this.turn) return;
    let choices = [];
    try {
      const others = this.slots.filter((s) => s !== slot && s.input.value.trim());
      const line = `/${this.command.full} ${[...others.map(written), `${option.name}:${quoted(slot.choice ? slot.choice.label : input.value)}`].join(" ")}`;
      const outcome = await post("autocomplete", { as: store.me, channel: this.composer.channel, line });
      choices = (outcome.choices ?? []).map((c) => ({ label: c.name, value: String(c.value) }));
    } catch { /* without offers one still types */ }
    if (turn === this.turn) this.show(slot, choices, title);
  }

  show(slot, choices, title) {
    const items = choices.map((choice) => ({ ...choice, run: () => this.take(slot, choice) }));
    this.offers.show(items, { title, active: slot.choice ? items.findIndex((c) => c.value === slot.choice.value) : 0 });
  }

  /** What can be chosen for an option that does not ask the bot. */
  known(option) {
    const guild = guildOf(this.composer.channel) ?? guilds()[0];
    const people = () => (store.state?.people ?? []).map((p) => ({ label: `@${p.name}`, value: `<@${p.id}>`, picture: avatar(p, "small") }));
    const roles = () => (guild?.roles ?? []).map((r) => ({ label: r.name.startsWith("@") ? r.name : `@${r.name}`, value: `<@&${r.id}>` }));
    if (option.choices?.length) return option.choices.map((c) => ({ label: c.name, value: String(c.value) }));
    switch (option.type) {
      case 5: return [{ label: "True", value: "true" }, { label: "False", value: "false" }];
      case 6: return people();
      case 7: {
        const allowed = option.channel_types;
        return (guild?.channels ?? []).filter((c) => (allowed?.length ? allowed.includes(c.kind) : !c.thread))
          .map((c) => ({ label: channelName(c), value: `<#${c.id}>`, picture: icon(c.thread ? "thread" : "hash") }));
      }
      case 8: return roles();
      case 9: return [...people(), ...roles()];
      default: return null;
    }
  }

  take(slot, choice) {
    slot.choice = choice;
    slot.input.value = choice.label;
    this.size(slot);
    this.next(slot);
  }

  next(slot) {
    const at = this.slots.indexOf(slot);
    const empty = this.slots.slice(at + 1).find((s) => !s.input.value) ?? this.slots.find((s) => s.option.required && !s.input.value);
    (empty?.input ?? this.more).focus();
  }

  offerOptions() {
    this.turn += 1;
    this.offers.attach(this.more);
    const typed = this.more.value.trim().toLowerCase();
    const rest = this.rest().filter((o) => o.name.toLowerCase().includes(typed));
    const items = rest.map((option) => ({ label: option.name, hint: option.description, run: () => {
      this.more.value = "";
      this.open(option).input.focus();
    } }));
    const title = items.length ? "Further options" : this.command.description;
    this.offers.show(items, { title: [h("strong", {}, `/${this.command.full}`), " ", title, h("span", { class: "offer-detail" }, " Enter sends it")], active: typed ? 0 : -1 });
  }

  // ---- keys

  keys(event, slot) {
    if (event.isComposing || this.offers.arrows(event)) return;
    if (event.key === "Escape") this.escape(event);
    else if (event.key === "Backspace" && !slot.input.value) {
      event.preventDefault();
      const at = this.slots.indexOf(slot);
      if (!slot.option.required) {
        this.close(slot);
        (this.slots[at - 1]?.input ?? this.more).focus();
      } else if (at > 0) this.slots[at - 1].input.focus();
      else this.composer.leaveCommand(`/${this.command.full}`);
    } else if ((event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) && !event.ctrlKey) {
      const taken = !slot.choice && this.offers.open && this.offers.active >= 0 && (slot.input.value || event.key === "Enter" || slot.option.required);
      if (taken) {
        event.preventDefault();
        this.offers.take();
      } else if (event.key === "Enter") {
        event.preventDefault();
        if (this.slots.some((s) => s.option.required && !s.input.value.trim())) this.next(slot);
        else this.submit();
      }
    } else if (event.key === "Enter") this.submit();
  }

  moreKeys(event) {
    if (event.isComposing || this.offers.arrows(event)) return;
    if (event.key === "Escape") this.escape(event);
    else if (event.key === "Backspace" && !this.more.value) {
      event.preventDefault();
      if (this.slots.length) this.slots.at(-1).input.focus();
      else this.composer.leaveCommand(`/${this.command.full}`);
    } else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && this.offers.open && this.offers.active >= 0) {
      event.preventDefault();
      this.offers.take();
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.submit();
    }
  }

  escape(event) {
    event.preventDefault();
    event.stopPropagation();
    if (this.offers.open) this.offers.hide();
    else this.composer.leaveCommand();
  }

  submit() {
    const missing = this.slots.filter((s) => s.option.required && !s.input.value.trim());
    if (missing.length) {
      for (const slot of missing) slot.node.classList.add("wrong");
      fill(this.composer.problem, `/${this.command.full} needs ${missing.map((s) => s.option.name).join(" and ")}.`);
      missing[0].input.focus();
      return;
    }
    this.offers.hide();
    const line = `/${this.command.full} ${this.slots.filter((s) => s.input.value.trim()).map(written).join(" ")}`;
    return this.composer.run(line.trim());
  }
}

const bound = (value) => (typeof value === "object" ? Object.values(value)[0] : value);
const quoted = (text) => `"${text.replace(/[\\"]/g, "\\$&").replaceAll("\n", "\\n")}"`;
const written = (slot) => `${slot.option.name}:${quoted(slot.choice?.value ?? slot.input.value.trim())}`;
