// Called when the page and all scripts are there.

function start() {
  startTheme(document.getElementById("theme"));
  const data = JSON.parse(document.getElementById("report-data").textContent);
  findLastSteps(data);
  const draws = new Map();
  const state = {
    runs: data.runs,
    hidden: new Set(),
    overTime: false,
    isShown: (run) => !state.hidden.has(run),
    changed: () => draws.forEach((draw) => draw()),
  };
  startControls(document.getElementById("controls"), state);
  for (const frame of document.querySelectorAll("[data-chart]")) {
    draws.set(frame.querySelector(".plot"), startStepChart(frame, data.charts[Number(frame.dataset.chart)], state));
  }
  for (const frame of document.querySelectorAll("[data-meta]")) {
    draws.set(frame.querySelector(".plot"), startMetaChart(frame, data.meta[Number(frame.dataset.meta)], state));
  }
  // Also the first drawing, and that of a plot that was folded up until now.
  const widths = new Map();
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (widths.get(target) === target.clientWidth) continue;
      widths.set(target, target.clientWidth);
      draws.get(target)();
    }
  });
  for (const plot of draws.keys()) observer.observe(plot);
}
