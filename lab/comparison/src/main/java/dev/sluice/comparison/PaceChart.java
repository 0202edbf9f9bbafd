package dev.sluice.comparison;

import java.util.List;
import java.util.Locale;

/**
 * How many users each tool's bad releases hurt, as bars on a logarithmic scale.
 *
 * @param pace the table of the topic {@link Topic#PACE}
 */
record PaceChart(Table pace) {
  private static final String TRAFFIC = "100/s ";

  /** Column of the table, name, colour (of Okabe and Ito, for all kinds of eyes). */
  private record Tool(int column, String name, String colour) {}

  private static final List<Tool> TOOLS =
      List.of(
          new Tool(1, "Flagger", "#0072B2"),
          new Tool(2, "Argo Rollouts", "#E69F00"),
          new Tool(3, "Kayenta", "#999999"),
          new Tool(4, "Sluice", "#009E73"));

  private static final int LEFT = 150;
  private static final int RIGHT = 60;
  private static final int TOP = 64;
  private static final int BAR = 16;
  private static final int GAP = 22;
  private static final int DECADE = 110;
  private static final int DECADES = 5;

  String svg() {
    List<List<String>> rows =
        pace.rows().stream()
            .filter(row -> row.get(0).startsWith(TRAFFIC))
            // The healthy canary does no harm.
            .skip(1)
            .toList();
    int group = TOOLS.size() * BAR + GAP;
    int bottom = TOP + rows.size() * group;
    int width = LEFT + DECADES * DECADE + RIGHT;
    StringBuilder svg = new StringBuilder();
    add(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\""
            + " font-family=\"sans-serif\" font-size=\"12\" role=\"img\">",
        width,
        bottom + 36,
        width);
    add(svg, "<title>Failed requests that bad releases cost, by tool</title>");
    add(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>");
    add(
        svg,
        "<text x=\"12\" y=\"22\" font-size=\"14\" font-weight=\"bold\">Failed requests beyond the"
            + " stable version's share in the first hour, 100 requests/s</text>");
    legend(svg);
    axis(svg, bottom);
    for (int i = 0; i < rows.size(); i++) {
      int y = TOP + i * group + GAP / 2;
      add(
          svg,
          "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">canary fails %s</text>",
          LEFT - 8,
          y + TOOLS.size() * BAR / 2 + 4,
          rows.get(i).get(0).substring(TRAFFIC.length()));
      for (int t = 0; t < TOOLS.size(); t++) {
        bar(svg, TOOLS.get(t), y + t * BAR, excess(rows.get(i).get(TOOLS.get(t).column())));
      }
    }
    return svg.append("</svg>\n").toString();
  }

  /** The last number of a cell. */
  private static long excess(String cell) {
    return Long.parseLong(cell.substring(cell.lastIndexOf(' ') + 1));
  }

  private static void legend(StringBuilder svg) {
    int x = LEFT;
    for (Tool tool : TOOLS) {
      add(
          svg,
          "<rect x=\"%d\" y=\"36\" width=\"12\" height=\"12\" fill=\"%s\"/>"
              + "<text x=\"%d\" y=\"46\">%s</text>",
          x,
          tool.colour(),
          x + 17,
          tool.name());
      x += 125;
    }
  }

  private static void axis(StringBuilder svg, int bottom) {
    for (int decade = 0; decade <= DECADES; decade++) {
      int x = LEFT + decade * DECADE;
      add(
          svg,
          "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#ddd\"/>"
              + "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%,d</text>",
          x,
          TOP,
          x,
          bottom,
          x,
          bottom + 18,
          Math.round(Math.pow(10, decade)));
    }
  }

  private static void bar(StringBuilder svg, Tool tool, int y, long excess) {
    double decades = Math.log10(Math.max(1, (double) excess));
    long length = Math.round(DECADE * Math.min(DECADES, decades));
    add(
        svg,
        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>"
            + "<text x=\"%d\" y=\"%d\">%,d</text>",
        LEFT,
        y,
        length,
        BAR - 2,
        tool.colour(),
        LEFT + length + 5,
        y + BAR - 4,
        excess);
  }

  private static void add(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values)).append('\n');
  }
}
