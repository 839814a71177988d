// Before anything is painted: the colours that were chosen here last time.
(() => {
  try {
    const chosen = localStorage.getItem("viva.theme");
    if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
  } catch { /* storage may be forbidden; the system's choice stands */ }
})();
