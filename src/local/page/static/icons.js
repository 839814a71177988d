// The page's drawings, as outlines of 24 by 24.
import { svg } from "./dom.js";

const PATHS = {
  hash: "M9 4 7 20M17 4l-2 16M4.500 9h16M3.500 15h16",
  thread: "M5 4v9a3 3 0 0 0 3 3h8m0 0-3-3m3 3-3 3M9 8h10",
  menu: "M4 7h16M4 12h16M4 17h16",
  close: "M6 6l12 12M18 6 6 18",
  reply: "M10 6 4 11.500 10 17v-3.500c5 0 8 1.500 10 4.500-.5-5.500-4-9-10-9z",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.500 14.500a4.300 4.300 0 0 0 7 0M9 9.500v.6M15 9.500v.6",
  pen: "M4 20l1-4L16 5l3 3L8 19z",
  bin: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  more: "M6 12h.01M12 12h.01M18 12h.01",
  apps: "M5 5h5v5H5zM14 5h5v5h-5zM5 14h5v5H5zM14 14h5v5h-5z",
  plus: "M12 5v14M5 12h14",
  send: "M4 12 20 4l-5 16-3.500-6.500z",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.500 2",
  jump: "M5 5l8 7-8 7zM17 5v14",
  eye: "M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2",
  moon: "M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500z",
  half: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 3v18M12 7h4M12 12h5M12 17h4",
  help: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.500 9.500a2.500 2.500 0 1 1 3.500 2.300c-.7.300-1 .8-1 1.700M12 17v.01",
  hood: "M4 5h16v14H4zM4 9h16M8 13l2 2-2 2M12 17h4",
  down: "M7 10l5 5 5-5",
  crown: "M4 17 3 7l5 4 4-6 4 6 5-4-1 10z",
  check: "M5 12.500 10 17l9-10",
  window: "M4 5h12v12H4zM8 21h12V9",
  lock: "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  pin: "M9 4h6l-1 6 3 3H7l3-3zM12 13v7",
};

/** The drawing of this name. */
export const icon = (name) => svg(PATHS[name] ?? "", `icon-${name}`);
