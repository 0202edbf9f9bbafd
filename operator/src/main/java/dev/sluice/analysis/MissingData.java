package dev.sluice.analysis;

import dev.sluice.messages.MissingDataMessages;
import java.util.Map;

/**
 * Why there are no current metrics. Each cause has its numbers and names; the sentence is made in
 * {@link MissingDataMessages}. None of them holds a running time: the same cause stays equal.
 */
public sealed interface MissingData {

  /** One sentence: the cause, then what to do about it. */
  String describe();

  /** Whether callers reach the pods past the route, so that a canary gets their requests, too. */
  default boolean isUnrouted() {
    return this instanceof ServerSideOnly || isBypass();
  }

  /** Whether a part of the requests comes past the route, which its owner may accept. */
  default boolean isBypass() {
    return this instanceof DirectRequests || this instanceof UnderOtherName;
  }

  /** The source was not queried yet. */
  record NotQueried() implements MissingData {
    @Override
    public String describe() {
      return MissingDataMessages.notQueried();
    }
  }

  /**
   * No connection, or one that broke.
   *
   * @param address host, and port if it is not the default one
   */
  record Unreachable(String address, String detail) implements MissingData {
    @Override
    public String describe() {
      return MissingDataMessages.unreachable(address, detail);
    }
  }

  /** No response within the limit. */
  record TimedOut(long limitMillis) implements MissingData {
    @Override
    public String describe() {
      return MissingDataMessages.timedOut(limitMillis);
    }
  }

  /**
   * An HTTP status that is neither a success, a redirect, 401 nor 403.
   *
   * @param detail the error in the response, empty if it has none
   */
  record HttpError(int httpStatus, String detail) implements MissingData {
    @Override
    public String describe() {
      return MissingDataMessages.httpError(httpStatus, detail);
    }
  }

  /** HTTP 401 or 403. */
  record Unauthorized(int httpStatus, boolean credentialsSent) implements MissingData {
    @Override
    public String describe() {
      return credentialsSent
          ? MissingDataMessages.credentialsRejected(httpStatus)
          : MissingDataMessages.credentialsRequired(httpStatus);
    }
  }

  /** A mounted file of credentials is missing or cannot be used. */
  record UnusableCredentials(String setting, String path, String detail) implements MissingData {
    @Override
    public String describe() {
      return MissingDataMessages.unusableCredentials(setting, path, detail);
    }
  }

  /**
   * Redirects are not followed: a login page is not a response of the source.
   *
   * @param location empty if the response has none
   */
  record Redirected(int httpStatus, String location) implements MissingData {
    @Override
    public String describe() {
      return MissingDataMessages.redirected(httpStatus, location);
    }
  }

  /** A certificate was not accepted by one of the two sides. */
  record TlsFailed(String address, String detail) implements MissingData {
    @Override
    public String describe() {
      return MissingDataMessages.tlsFailed(address, detail);
    }
  }

  /**
   * A response that is not of the source's API.
   *
   * @param expected what should be there, such as {@code a JSON object}
   */
  record InvalidResponse(String expected) implements MissingData {
    @Override
    public String describe() {
      return MissingDataMessages.invalidResponse(expected);
    }
  }

  /** A response that reports an error in its body. */
  record QueryFailed(String error) implements MissingData {
    @Override
    public String describe() {
      return MissingDataMessages.queryFailed(error);
    }
  }

  /** A response with warnings: some of the data may be missing. */
  record PartialResponse(String warning) implements MissingData {
    @Override
    public String describe() {
      return MissingDataMessages.partialResponse(warning);
    }
  }

  /** A response that is larger than the limit. */
  record TooLarge(long limitBytes) implements MissingData {
    @Override
    public String describe() {
      return MissingDataMessages.tooLarge(limitBytes);
    }
  }

  /** A number of requests that is negative or not a whole number. */
  record InvalidCount(double value, Map<String, String> labels) implements MissingData {
    /** Makes the labels unmodifiable. */
    public InvalidCount {
      labels = Map.copyOf(labels);
    }

    @Override
    public String describe() {
      return MissingDataMessages.invalidCount(value, labels);
    }
  }

  /** The source answered before; since then it was not queried. */
  record NoLongerQueried() implements MissingData {
    @Override
    public String describe() {
      return MissingDataMessages.noLongerQueried();
    }
  }

  /** Most steps are empty: nothing is lost, and more is queried than there is. */
  record StepShorterThanScrape(long stepSeconds, long scrapeSeconds) implements MissingData {
    @Override
    public String describe() {
      return MissingDataMessages.stepShorterThanScrape(stepSeconds, scrapeSeconds);
    }
  }

  /** Requests are counted, and how long they take is not. */
  record NoDurations(String workload) implements MissingData {
    @Override
    public String describe() {
      return MissingDataMessages.noDurations(workload);
    }
  }

  /** The workload's own proxies count requests that no caller's proxy counts. */
  record ServerSideOnly(String workload) implements MissingData {
    @Override
    public String describe() {
      return MissingDataMessages.serverSideOnly(workload);
    }
  }

  /** Some callers have no proxy: no weight divides their requests. */
  record DirectRequests(String workload) implements MissingData {
    @Override
    public String describe() {
      return MissingDataMessages.directRequests(workload);
    }
  }

  /**
   * Some callers use another name than that of the Service, for which there is no route.
   *
   * @param name as the metrics have it; that of a cluster of Istio for the address of a pod
   */
  record UnderOtherName(String workload, String name) implements MissingData {
    @Override
    public String describe() {
      return MissingDataMessages.underOtherName(workload, name);
    }
  }

  /** There has been no series of either workload. */
  record NoSeries(String candidate, String baseline, String namespace) implements MissingData {
    @Override
    public String describe() {
      return MissingDataMessages.noSeries(candidate, baseline, namespace);
    }
  }

  /** No new sample for longer than the limit. */
  record Stale(long limitSeconds) implements MissingData {
    @Override
    public String describe() {
      return MissingDataMessages.stale(limitSeconds);
    }
  }

  /** A custom query has no series. */
  record NoValue() implements MissingData {
    @Override
    public String describe() {
      return MissingDataMessages.noValue();
    }
  }

  /** A custom query has a value that is infinite or not a number. */
  record NotFinite(double value) implements MissingData {
    @Override
    public String describe() {
      return MissingDataMessages.notFinite(value);
    }
  }

  /** A custom query has more than one series. */
  record ManySeries(int count) implements MissingData {
    @Override
    public String describe() {
      return MissingDataMessages.manySeries(count);
    }
  }
}
