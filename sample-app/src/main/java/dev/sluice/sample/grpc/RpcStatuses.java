package dev.sluice.sample.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.rpc.BadRequest;
import com.google.rpc.RetryInfo;
import dev.sluice.sample.domain.RefusedRequest;
import dev.sluice.sample.domain.StorageUnavailable;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a call that goes wrong with the status that says the same as the problem of the REST API.
 */
final class RpcStatuses implements ServerInterceptor {

  private static final Logger log = LoggerFactory.getLogger(RpcStatuses.class);
  private static final int RETRY_SECONDS = 1;

  @Override
  public <Q, A> Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      // A unary call is handled here; a stream sends its messages later, and they do not fail.
      @Override
      public void onHalfClose() {
        try {
          super.onHalfClose();
        } catch (RuntimeException e) {
          StatusRuntimeException failed = status(call, e);
          call.close(failed.getStatus(), failed.getTrailers());
        }
      }
    };
  }

  private static StatusRuntimeException status(ServerCall<?, ?> call, RuntimeException e) {
    if (e instanceof RefusedRequest refused) {
      return refused(refused);
    }
    if (e instanceof StorageUnavailable) {
      RetryInfo retry =
          RetryInfo.newBuilder()
              .setRetryDelay(Duration.newBuilder().setSeconds(RETRY_SECONDS))
              .build();
      return withDetail(
          Status.Code.UNAVAILABLE,
          "The database does not answer: call again later. A write may have happened.",
          Any.pack(retry));
    }
    log.error("failed method={}", call.getMethodDescriptor().getFullMethodName(), e);
    return Status.INTERNAL
        .withDescription("The log of this replica says what went wrong.")
        .asRuntimeException(new Metadata());
  }

  private static StatusRuntimeException refused(RefusedRequest refused) {
    Status.Code code =
        switch (refused.kind()) {
          case BAD_FIELDS -> Status.Code.INVALID_ARGUMENT;
          case NOT_FOUND -> Status.Code.NOT_FOUND;
          case CHANGED -> Status.Code.ABORTED;
          case EMAIL_TAKEN -> Status.Code.ALREADY_EXISTS;
        };
    BadRequest.Builder fields = BadRequest.newBuilder();
    refused
        .errors()
        .forEach(
            error ->
                fields
                    .addFieldViolationsBuilder()
                    .setField(error.field())
                    .setDescription(error.message()));
    return withDetail(code, refused.getMessage(), Any.pack(fields.build()));
  }

  private static StatusRuntimeException withDetail(Status.Code code, String message, Any detail) {
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(code.value())
            .setMessage(message)
            .addDetails(detail)
            .build());
  }
}
