// Light, dark, or what the system says. The choice is kept where the browser lets a file keep anything.

const themeKey = "evograd-report-theme";

function keptTheme() {
  try {
    return localStorage.getItem(themeKey) || "auto";
  } catch {
    return "auto";
  }
}

function applyTheme(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(themeKey, theme);
  } catch {
    // then it holds for this visit
  }
}

function startTheme(place) {
  const select = make("select", { id: "theme-choice", "aria-label": "Colours" },
    ...[["auto", "system colours"], ["light", "light"], ["dark", "dark"]].map(([theme, text]) =>
      make("option", { value: theme }, text)));
  select.value = keptTheme();
  applyTheme(select.value);
  select.addEventListener("change", () => applyTheme(select.value));
  place.append(select);
}
