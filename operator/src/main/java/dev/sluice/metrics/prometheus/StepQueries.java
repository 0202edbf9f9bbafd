package dev.sluice.metrics.prometheus;

import dev.sluice.metrics.prometheus.QueryResult.Data;
import dev.sluice.metrics.prometheus.QueryResult.TimeSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The standard queries for some workloads over one range, and what their responses say. */
final class StepQueries {
  private final List<RangeQuery> all = new ArrayList<>();

  /** The workloads of each query; none of those for services, which come last. */
  private final List<Set<Destination>> about = new ArrayList<>();

  /**
   * Prepares the queries.
   *
   * @param groups whose histograms, by far the most of the work, are queried concurrently
   * @param buckets labels of the buckets to query; absent for all
   */
  StepQueries(
      Queries queries,
      QueryGroups groups,
      Optional<Set<String>> buckets,
      TimeRange range,
      SamplingGrid grid) {
    groups.forEach(
        (reporter, group) -> {
          add(queries.durations(reporter, group, buckets), range, grid);
          about.add(group);
        });
    add(queries.requests(groups.all()), range, grid);
    add(queries.known(groups.all()), range, grid);
    about.addAll(List.of(groups.all(), groups.all()));
    if (!groups.services().isEmpty()) {
      add(queries.unattributed(groups.services()), range, grid);
    }
  }

  private void add(String promQl, TimeRange range, SamplingGrid grid) {
    all.add(new RangeQuery(promQl, range, grid.seconds()));
  }

  List<RangeQuery> all() {
    return List.copyOf(all);
  }

  /**
   * Reads the responses.
   *
   * @param responses to all queries, in their order
   */
  RangeCounts read(List<Data> responses) {
    List<DestinationSeries> data = new ArrayList<>();
    for (int i = 0; i < about.size(); i++) {
      data.add(new DestinationSeries(about.get(i), responses.get(i).series()));
    }
    List<TimeSeries> unattributed =
        responses.size() > about.size() ? responses.get(about.size()).series() : List.of();
    int last = data.size() - 1;
    return new RangeCounts(
        data.get(last - 1), data.get(last), data.subList(0, last - 1), unattributed);
  }
}
