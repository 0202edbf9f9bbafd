package dev.sluice.analysis;

/**
 * How requests ended.
 *
 * @param http status of the response; {@code 0} if the caller disconnected before there was one
 * @param grpc number of the gRPC status; empty if the request was not gRPC
 */
public record ResponseClass(String http, String grpc) {

  /** A disconnected caller tells nothing about the version. */
  boolean isDisconnected() {
    return http.equals("0");
  }
}
