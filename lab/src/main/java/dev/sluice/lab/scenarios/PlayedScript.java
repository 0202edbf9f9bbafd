package dev.sluice.lab.scenarios;

import dev.sluice.lab.load.FailureSpan;
import dev.sluice.lab.load.Ledger;
import dev.sluice.lab.load.LedgerEntry;
import dev.sluice.lab.load.VersionExposure;
import java.util.List;
import java.util.Optional;

/**
 * What a script did to the requests.
 *
 * @param requests all requests
 * @param failed failed ones
 * @param foreign failed ones that are not a response of the bad version
 * @param bad what the bad version got, if there is one
 * @param failures when foreign failures happened
 * @param seconds duration of the script, from the first response to its end
 * @param release the last release and the weights, in words
 * @param problem why the script did not reach its end
 * @param noVerdict why the load has no verdict
 */
record PlayedScript(
    int requests,
    int failed,
    int foreign,
    Optional<VersionExposure> bad,
    List<FailureSpan> failures,
    int seconds,
    String release,
    Optional<String> problem,
    Optional<String> noVerdict) {

  /** Counts the requests of a script. */
  static PlayedScript of(
      Ledger ledger, String badVersion, int seconds, String release, Optional<String> problem) {
    List<LedgerEntry> foreign = ledger.foreignFailures(badVersion);
    return new PlayedScript(
        ledger.entries().size(),
        ledger.failures().size(),
        foreign.size(),
        VersionExposure.of(ledger, badVersion),
        FailureSpan.of(foreign),
        seconds,
        release,
        problem,
        ledger.noVerdict());
  }

  /** A script that did not get as far as requests. */
  static PlayedScript unplayed(String problem) {
    return new PlayedScript(
        0, 0, 0, Optional.empty(), List.of(), 0, "", Optional.of(problem), Optional.empty());
  }
}
