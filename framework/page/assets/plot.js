// Plots by Chart.js. A plot's `spec` has
//   title: for screen readers
//   series: [{ run, style, x, y, labels }]: y is null where it was not finite; the styles are below; labels of points
//   x, y: the axes: { title, range: [low, high], include: values to show, logarithmic, names: of the places 0, 1, … }
//   eachRun: whether a readout has the nearest value of each run, not the one nearest point
//   text(x): of a place on the x axis, in readouts

const manyPoints = 40; // a longer line has no dots

const styles = {
  line: { borderWidth: 2, clip: 4 }, // so that the dots at its ends are whole
  dense: { borderWidth: 1.2 },
  faint: { borderWidth: 1, pointRadius: 0, order: 1, silent: true }, // to compare with
  interval: { borderWidth: 2, pointRadius: 0, borderDash: [], order: 1, silent: true },
  dots: { showLine: false, pointRadius: 5, clip: 6 },
  rings: { showLine: false, pointRadius: 3.5, clip: 6, hollow: true },
  resumed: { showLine: false, pointRadius: 6, pointStyle: "triangle", silent: true },
};

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

// A value with four significant digits.
function numberText(value) {
  if (!Number.isFinite(value)) return "not finite";
  const size = Math.abs(value);
  const plain = value === 0 || (size >= 1e-3 && size < 1e6);
  if (plain) return value.toLocaleString("en", { maximumSignificantDigits: 4 });
  return Number(value.toPrecision(4)).toExponential();
}

// Dots of points that no line reaches, and of all points of a short line.
function radii(data) {
  if (data.length <= manyPoints) return 2.5;
  const gap = (i) => Number.isNaN(data[i]?.y ?? NaN);
  const alone = data.map((_, i) => gap(i - 1) && gap(i + 1));
  return alone.includes(true) ? alone.map((each) => (each ? 2.5 : 0)) : 0;
}

function dataset(series, spec) {
  const drawable = (x, y) => Number.isFinite(x) && Number.isFinite(y) && !(spec.y.logarithmic && y <= 0);
  const data = series.x.map((x, i) => ({ x: x ?? NaN, y: drawable(x, series.y[i]) ? series.y[i] : NaN }));
  const { hollow, ...style } = styles[series.style];
  const line = colour(series.run?.mark ?? "axis");
  return {
    label: series.run?.label, data, labels: series.labels,
    borderColor: line, backgroundColor: hollow ? colour("surface") : line, pointHoverRadius: 5,
    borderDash: series.run?.dashes ? series.run.dashes.split(" ") : [], pointRadius: radii(data), ...style,
  };
}

function axis(spec, alignment, width) {
  const { title, range, include, logarithmic, names } = spec;
  const most = Math.max(8, Math.floor((width * 0.4) / 7));
  const shortened = (name) => (name.length <= most ? name : `${name.slice(0, most - 1)}…`);
  const [low, high] = names ? [-0.5, names.length - 0.5] : range ?? [];
  return {
    type: logarithmic ? "logarithmic" : "linear",
    min: low, max: high, reverse: Boolean(names),
    suggestedMin: include?.length && !logarithmic ? Math.min(...include) : undefined,
    suggestedMax: include?.length && !logarithmic ? Math.max(...include) : undefined,
    title: { display: Boolean(title), text: title, align: alignment, color: colour("muted") },
    grid: { color: colour("line"), borderColor: colour("axis") },
    border: { color: colour("axis") }, // its place since Chart.js 4
    afterBuildTicks: (scale) => {
      if (names) scale.ticks = names.map((_, value) => ({ value }));
    },
    ticks: {
      color: colour(names ? "text" : "muted"), includeBounds: false, autoSkip: !names, maxRotation: 0,
      callback(value, i, all) {
        if (names) return shortened(names[value]);
        const text = Chart.Ticks.formatters[logarithmic ? "logarithmic" : "numeric"].call(this, value, i, all);
        return logarithmic && text ? numberText(value) : text;
      },
    },
  };
}

// What a screen reader says of the plot.
function description(datasets, spec) {
  const texts = datasets.filter((each) => !each.silent).map((each) => {
    const points = each.data.filter((point) => !Number.isNaN(point.y));
    if (points.length === 0) return `${each.label}: nothing to draw`;
    const [first, last] = [points[0], points[points.length - 1]];
    return spec.eachRun ? `${each.label}: from ${numberText(first.y)} at ${spec.text(first.x)} to ` +
      `${numberText(last.y)} at ${spec.text(last.x)}` : `${each.label}: ${points.length} points`;
  });
  return `${spec.title}. ${texts.join("; ")}`;
}

const charts = new Map(); // by their places

function drawPlot(place, spec) {
  const datasets = spec.series.map((series) => dataset(series, spec));
  const empty = !datasets.some((each) => each.data.some((point) => !Number.isNaN(point.y)));
  const [canvas, missing] = place.children;
  place.classList.toggle("empty", empty);
  missing.textContent =
    spec.series.length === 0 ? "No run that has these values is switched on." : "No value can be drawn.";
  canvas.setAttribute("aria-label", description(datasets, spec));
  const options = {
    animation: false, parsing: false, normalized: true, responsive: true, maintainAspectRatio: false, locale: "en",
    scales: { x: axis(spec.x, "end", place.clientWidth), y: axis(spec.y, "center", place.clientWidth) },
    interaction: { mode: spec.eachRun ? "eachRun" : "nearestPoint", intersect: false },
    plugins: { legend: { display: false }, tooltip: tooltip(spec) },
  };
  const chart = charts.get(place) ?? new Chart(canvas, { type: "line", data: { datasets: [] }, options });
  Object.assign(chart, { options, spec });
  chart.data.datasets = datasets;
  chart.setActiveElements([]);
  chart.tooltip.setActiveElements([], { x: 0, y: 0 });
  chart.update();
  charts.set(place, chart);
  return chart;
}
