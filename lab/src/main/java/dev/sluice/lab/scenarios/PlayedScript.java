package dev.sluice.lab.scenarios;

import dev.sluice.lab.load.Ledger;
import dev.sluice.lab.load.LedgerEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a script did to the requests.
 *
 * @param requests all requests
 * @param failed failed ones
 * @param foreign failed ones that are not a response of the bad version
 * @param causes number of foreign failures by status and error
 * @param seconds duration of the script, from the first response to its end
 * @param release the last release and the weights, in words
 * @param problem why the script did not reach its end
 * @param noVerdict why the load has no verdict
 */
record PlayedScript(
    int requests,
    int failed,
    int foreign,
    Map<String, Integer> causes,
    int seconds,
    String release,
    Optional<String> problem,
    Optional<String> noVerdict) {

  /** Counts the requests of a script. */
  static PlayedScript of(
      Ledger ledger, String badVersion, int seconds, String release, Optional<String> problem) {
    List<LedgerEntry> foreign = ledger.foreignFailures(badVersion);
    Map<String, Integer> causes = new TreeMap<>();
    foreign.forEach(entry -> causes.merge(cause(entry), 1, Integer::sum));
    return new PlayedScript(
        ledger.entries().size(),
        ledger.failures().size(),
        foreign.size(),
        causes,
        seconds,
        release,
        problem,
        ledger.noVerdict());
  }

  /** A script that did not get as far as requests. */
  static PlayedScript unplayed(String problem) {
    return new PlayedScript(0, 0, 0, Map.of(), 0, "", Optional.of(problem), Optional.empty());
  }

  private static String cause(LedgerEntry entry) {
    String version = entry.version().isEmpty() ? "" : " of " + entry.version();
    String error = entry.error().replaceAll(".*: ", "");
    return entry.status() > 0 ? entry.status() + version : error + version;
  }
}
