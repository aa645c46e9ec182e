// Charts are drawn over tables: without this script the tables stand open.
(() => {
  const print = document.getElementById("print");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }
  const block = document.getElementById("figures");
  if (!block || !window.echarts) return;

  const language = document.documentElement.lang;
  const decimal = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 });
  const styles = [
    { color: "#0b5778", type: "solid", symbol: "circle" },
    { color: "#b3590a", type: "dashed", symbol: "rect" },
    { color: "#3d6b2e", type: "solid", symbol: "triangle" },
    { color: "#7a3b78", type: "dotted", symbol: "diamond" },
  ];
  // Of hours used and available both lines of a pair have one colour.
  const paired = [0, 0, 1, 1].map((place, nth) => ({ color: styles[place].color, type: nth % 2 ? "dashed" : "solid", symbol: nth % 2 ? "emptyCircle" : "circle" }));
  const narrow = () => document.documentElement.clientWidth < 600;
  const shown = (value, unit) => (typeof value !== "number" ? "–" : unit === "share" ? percent.format(value) : decimal.format(value));
  const number = (value) => (typeof value === "number" ? value : null);
  const label = (value, unit) => {
    if (unit === "label") return value;
    const day = new Date(`${value}T12:00:00`);
    const parts = unit === "month" ? { month: "short", year: "2-digit" } : { day: "numeric", month: "numeric", year: "2-digit" };
    return day.toLocaleDateString(language, parts);
  };
  const common = {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 13 },
    // Drawn, not written as HTML: the content policy allows no style attributes.
    tooltip: { renderMode: "richText", confine: true },
  };

  const look = (figure) => (figure.code === "load" ? paired : styles);

  const curve = (figure) => ({
    ...common,
    tooltip: { ...common.tooltip, trigger: "axis", valueFormatter: (value) => shown(value, figure.columns[figure.drawn[0]].unit) },
    legend: { top: 0, left: 0, itemGap: 14 },
    grid: { left: 8, right: 16, top: narrow() ? 26 * figure.drawn.length + 12 : 20 + 26 * Math.ceil(figure.drawn.length / 2), bottom: 8, containLabel: true },
    xAxis: { type: "category", boundaryGap: false, data: figure.rows.map((row) => label(row[0], figure.columns[0].unit)) },
    yAxis: { type: "value", min: 0, axisLabel: { formatter: (value) => decimal.format(value) } },
    series: figure.drawn.map((column, place) => ({
      type: "line",
      name: figure.columns[column].short,
      data: figure.rows.map((row) => number(row[column])),
      connectNulls: false,
      color: look(figure)[place].color,
      lineStyle: { type: look(figure)[place].type, width: 2 },
      symbol: look(figure)[place].symbol,
      symbolSize: 6,
      showSymbol: figure.rows.length < 40,
    })),
  });

  const bars = (figure) => {
    const column = figure.drawn[0];
    const unit = figure.columns[column].unit;
    // The last row is the whole.
    const rows = figure.rows.slice(0, -1).filter((row) => row[column] !== null && row[column] !== 0).reverse();
    const mean = number(figure.mean);
    return {
      ...common,
      rows: rows.length,
      tooltip: { ...common.tooltip, valueFormatter: (value) => shown(value, unit) },
      grid: { left: 8, right: 56, top: mean === null ? 8 : 28, bottom: 8, containLabel: true },
      xAxis: { type: "value", min: 0, axisLabel: { formatter: (value) => shown(value, unit) } },
      yAxis: { type: "category", data: rows.map((row) => row[0]), axisLabel: { width: narrow() ? 110 : 210, overflow: "break", lineHeight: 14 } },
      series: [
        {
          type: "bar",
          name: figure.columns[column].name,
          data: rows.map((row) => (number(row[column]) === null ? { value: 0, hidden: true } : row[column])),
          color: styles[0].color,
          barMaxWidth: 18,
          label: { show: true, position: "right", formatter: (bar) => (bar.data.hidden ? "•" : shown(bar.value, unit)) },
          markLine: mean === null ? undefined : {
            symbol: "none",
            silent: true,
            lineStyle: { color: styles[1].color, type: "dashed", width: 2 },
            label: { formatter: `Ø ${shown(mean, unit)}`, color: styles[1].color, position: "end" },
            data: [{ xAxis: mean }],
          },
        },
      ],
    };
  };

  const draw = { curve, bars };
  const charts = [];
  for (const figure of JSON.parse(block.textContent)) {
    const place = document.querySelector(`[data-figure="${figure.code}"]`);
    if (!place || !draw[figure.chart]) continue;
    const options = draw[figure.chart](figure);
    if (figure.chart === "bars" && !options.rows) continue;
    place.hidden = false;
    if (figure.chart === "bars") place.style.height = `${Math.max(8, 4 + (narrow() ? 2.3 : 1.8) * options.rows)}rem`;
    const chart = echarts.init(place, null, { renderer: "canvas" });
    chart.setOption(options);
    charts.push(chart);
    const table = place.parentElement.querySelector(".lw-as-table");
    if (table) table.open = false;
  }
  const fit = () => charts.forEach((chart) => chart.resize());
  window.addEventListener("resize", fit);
  // On paper both: picture and numbers.
  window.addEventListener("beforeprint", () => {
    document.querySelectorAll(".lw-as-table").forEach((table) => { table.open = true; });
    fit();
  });
})();
