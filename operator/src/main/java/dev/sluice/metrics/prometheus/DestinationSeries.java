package dev.sluice.metrics.prometheus;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The response to a query about some workloads.
 *
 * <p>A query selects by a set of namespaces and a set of names, so that its response may also have
 * a workload with the namespace of one and the name of another. If that workload is tracked too,
 * another query of the same step has its requests: they would count twice.
 *
 * @param destinations that the query is about
 */
record DestinationSeries(Set<Destination> destinations, List<QueryResult.TimeSeries> series) {

  /** Leaves out the series of other workloads. */
  DestinationSeries {
    destinations = Set.copyOf(destinations);
    List<QueryResult.TimeSeries> own = new ArrayList<>();
    for (QueryResult.TimeSeries one : series) {
      if (destinations.contains(destination(one))) {
        own.add(one);
      }
    }
    series = List.copyOf(own);
  }

  /** The workload that a series is about. */
  static Destination destination(QueryResult.TimeSeries series) {
    Map<String, String> labels = series.labels();
    return new Destination(
        labels.getOrDefault(Queries.NAMESPACE, ""), labels.getOrDefault(Queries.WORKLOAD, ""));
  }
}
