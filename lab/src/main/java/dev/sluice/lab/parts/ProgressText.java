package dev.sluice.lab.parts;

import dev.sluice.lab.parts.BuildPlan.Batch;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Lines of progress: the current part, its time, and the remaining parts. */
final class ProgressText {
  private static final int NAMED = 4;

  private final BuildPlan plan;

  ProgressText(BuildPlan plan) {
    this.plan = plan;
  }

  String start() {
    int seconds = plan.batches().stream().mapToInt(Batch::expectedSeconds).sum();
    return "building "
        + plan.partCount()
        + (plan.partCount() == 1 ? " part" : " parts")
        + " of the lab, once: with nothing cached about "
        + about(seconds)
        + " on two cores";
  }

  /**
   * For example {@code part 3/15 kube-apiserver 1.37.2 building 41 s (of about 360 s); remaining:
   * …}.
   */
  String building(Batch batch, Duration elapsed) {
    return position(batch)
        + "  building "
        + elapsed.toSeconds()
        + " s (of about "
        + batch.expectedSeconds()
        + " s); remaining: "
        + toCome(batch);
  }

  String built(Batch batch, Duration elapsed) {
    return position(batch) + "  built in " + elapsed.toSeconds() + " s";
  }

  private String position(Batch batch) {
    int first = plan.parts().indexOf(batch.first()) + 1;
    int last = first + batch.parts().size() - 1;
    String numbers = first == last ? "part " + first : "parts " + first + "-" + last;
    return numbers + "/" + plan.partCount() + " " + batch.title();
  }

  private String toCome(Batch batch) {
    int next = plan.batches().indexOf(batch) + 1;
    List<Batch> rest = plan.batches().subList(next, plan.batches().size());
    List<String> names =
        rest.stream().flatMap(later -> later.parts().stream()).map(Part::name).toList();
    if (names.isEmpty()) {
      return "nothing";
    }
    String named = names.stream().limit(NAMED).collect(Collectors.joining(", "));
    String more = names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "";
    int seconds = rest.stream().mapToInt(Batch::expectedSeconds).sum();
    return named + more + ", about " + about(seconds);
  }

  private static String about(int seconds) {
    return seconds < 90 ? seconds + " s" : Math.round(seconds / 60.0) + " min";
  }
}
