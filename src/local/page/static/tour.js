// Five steps for the first visit.
import { fill, h, note, recall } from "./dom.js";
import { emit, myself, on, store } from "./store.js";

const STEPS = [
  { at: "#who", title: "You are in a team", text: () => `This is a small Discord on your own machine: nothing leaves it. You are ${myself().name}${myself().organizer ? ", who organizes the practice" : ""}. Here you become somebody else, or open a second window beside this one.` },
  { at: "#side", drawer: true, title: "Its channels", text: () => "Viva posts a question to the team's channel on every working day, and opens a thread for the answers. Threads stand beneath their channel; what is new is bright." },
  { at: "#bar-due", title: "Time is yours", text: () => "Nobody waits until tomorrow: jump to the next post, then to its reveal. Everything on the way happens in order." },
  { at: "#main .box", title: "Answer like everyone else", text: () => "Write in the thread, or press the button beneath the question. Type / to see all of Viva's commands, with their options explained." },
  { at: "#hood-button", title: "Look under the hood", text: () => "Every request, every event, the state of each round, the points and why a question was picked: all in this panel." },
];

let card;
let step = 0;
let opener = null;

export function start() {
  on("tour", () => show(0));
  addEventListener("resize", () => card && place());
  if (!recall("tour", false)) show(0);
}

function show(to) {
  opener ??= document.activeElement;
  step = to;
  const { title, text, drawer } = STEPS[step];
  emit("drawer", Boolean(drawer) && matchMedia("(max-width: 760px)").matches);
  document.querySelector(".toured")?.classList.remove("toured");
  card ??= h("div", { class: "tour", role: "dialog", "aria-labelledby": "tour-title", "aria-describedby": "tour-text", onkeydown: keys });
  const last = step === STEPS.length - 1;
  fill(card, h("small", {}, `${step + 1} of ${STEPS.length}`), h("h2", { id: "tour-title" }, title), h("p", { id: "tour-text" }, text()),
    h("footer", {}, h("button", { type: "button", class: "btn ghost", onclick: end }, last ? "Close" : "Skip the tour"), h("span", { class: "grow" }),
      step > 0 && h("button", { type: "button", class: "btn secondary", onclick: () => show(step - 1) }, "Back"),
      h("button", { type: "button", class: "btn primary next", onclick: () => (last ? end() : show(step + 1)) }, last ? "Begin" : "Next")));
  if (!card.isConnected) document.body.append(card);
  place();
  card.querySelector(".next").focus();
}

function place() {
  const target = document.querySelector(STEPS[step].at);
  target?.classList.add("toured");
  const room = target?.getBoundingClientRect();
  const { offsetWidth: wide, offsetHeight: high } = card;
  if (!room || innerWidth < 600) {
    // On a phone: at the end of the page that the target is not at.
    const low = room && room.top > innerHeight / 2;
    card.style.left = "12px";
    card.style.top = low ? "12px" : `${innerHeight - high - 12}px`;
    return;
  }
  const beside = room.height > innerHeight / 2;
  const left = beside ? room.right + 14 : Math.min(Math.max(12, room.left + room.width / 2 - wide / 2), innerWidth - wide - 12);
  const top = beside ? 120 : room.bottom + high + 20 < innerHeight ? room.bottom + 12 : room.top - high - 12;
  card.style.left = `${left}px`;
  card.style.top = `${Math.max(12, top)}px`;
}

function keys(event) {
  if (event.key === "Escape") end();
  else if (event.key === "ArrowRight" && step < STEPS.length - 1) show(step + 1);
  else if (event.key === "ArrowLeft" && step > 0) show(step - 1);
}

function end() {
  note("tour", true);
  document.querySelector(".toured")?.classList.remove("toured");
  card?.remove();
  card = undefined;
  emit("drawer", false);
  if (opener?.isConnected && opener !== document.body) opener.focus();
  else document.querySelector("#main .write")?.focus();
  opener = null;
  emit("place", store.channel);
}
