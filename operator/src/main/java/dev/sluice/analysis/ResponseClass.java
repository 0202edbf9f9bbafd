package dev.sluice.analysis;

/**
 * How requests ended.
 *
 * @param http status of the response; {@code 0} if the caller disconnected before there was one
 * @param grpc number of the gRPC status; empty if the request was not gRPC
 */
public record ResponseClass(String http, String grpc) {

  /** There was no answer that could be right or wrong. */
  boolean isDisconnected() {
    return http.equals("0");
  }
}
