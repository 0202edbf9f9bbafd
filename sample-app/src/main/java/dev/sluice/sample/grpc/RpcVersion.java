package dev.sluice.sample.grpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/** Stamps every answer with the version that gave it, also one without a message. */
final class RpcVersion implements ServerInterceptor {

  static final Metadata.Key<String> KEY =
      Metadata.Key.of("x-app-version", Metadata.ASCII_STRING_MARSHALLER);

  private final String version;

  RpcVersion(String version) {
    this.version = version;
  }

  @Override
  public <Q, A> Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    return next.startCall(
        new SimpleForwardingServerCall<>(call) {
          @Override
          public void sendHeaders(Metadata answer) {
            answer.put(KEY, version);
            super.sendHeaders(answer);
          }

          @Override
          public void close(Status status, Metadata trailers) {
            trailers.put(KEY, version);
            super.close(status, trailers);
          }
        },
        headers);
  }
}
