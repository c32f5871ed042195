// Called when the page and all scripts are there.

// How far each run goes, over all plots.
function findLastSteps({ runs, plots }) {
  for (const run of runs) run.last = run.clock.steps.at(-1) ?? 0;
  for (const line of plots.filter((plot) => plot.kind === "steps").flatMap((plot) => plot.lines)) {
    runs[line.run].last = Math.max(runs[line.run].last, line.x.at(-1) ?? 0);
  }
}

function start() {
  const data = JSON.parse(document.getElementById("page-data").textContent);
  findLastSteps(data);
  const starts = { steps: startStepPlot, meta: startMetaPlot, figure: startFigure };
  const draws = new Map();
  const seen = new Set();
  const state = {
    runs: data.runs,
    hidden: new Set(),
    overTime: false,
    zoom: null,
    isShown: (run) => !state.hidden.has(run),
    draw: () => seen.forEach((place) => draws.get(place)()),
  };
  startChips(state);
  startAxis(state);
  for (const frame of document.querySelectorAll("[data-plot]")) {
    const plot = data.plots[Number(frame.dataset.plot)];
    draws.set(frame.querySelector(".plot"), starts[plot.kind](frame, plot, state));
  }
  startTheme(state);
  // A plot that is folded up is drawn when it is opened.
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.clientWidth === 0 || seen.has(target)) continue;
      seen.add(target);
      requestAnimationFrame(draws.get(target)); // not while sizes are being observed: it changes them
    }
  });
  for (const place of draws.keys()) observer.observe(place);
}
