// What is shown: which runs, over what, which part, in which colours.

function startChips(state) {
  for (const chip of document.querySelectorAll(".chip")) {
    const run = Number(chip.dataset.run);
    chip.addEventListener("click", () => {
      const shown = !state.isShown(run);
      chip.setAttribute("aria-pressed", String(shown));
      if (shown) state.hidden.delete(run);
      else state.hidden.add(run);
      state.draw();
    });
  }
}

function startAxis(state) {
  for (const radio of document.querySelectorAll(".axis-choice input")) {
    radio.addEventListener("change", () => {
      state.overTime = radio.value === "time";
      state.zoomTo(null);
    });
  }
  const whole = document.getElementById("whole-range");
  state.zoomTo = (range) => {
    state.zoom = range;
    if (whole) whole.hidden = range === null;
    state.draw();
  };
  whole?.addEventListener("click", () => state.zoomTo(null));
}

// Light, dark, or what the system says. The choice is kept where the browser lets a file keep anything.
function startTheme(state) {
  const key = "evograd-report-theme";
  const choice = document.getElementById("theme-choice");
  const apply = (theme) => {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    state.draw();
  };
  try {
    choice.value = localStorage.getItem(key) || "auto";
  } catch {
    // then the system's
  }
  choice.addEventListener("change", () => {
    apply(choice.value);
    try {
      localStorage.setItem(key, choice.value);
    } catch {
      // then it holds for this visit
    }
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => state.draw());
  addEventListener("beforeprint", () => {
    apply("light");
    charts.forEach((chart) => chart.resize());
  });
  addEventListener("afterprint", () => {
    apply(choice.value);
    charts.forEach((chart) => chart.resize());
  });
  apply(choice.value);
}
