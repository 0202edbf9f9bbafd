package dev.sluice.sample.grpc;

import dev.sluice.sample.grpc.v1.UsersGrpc;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The health of the process and of its service: the same as {@code /health/ready} says. */
final class RpcHealth extends HealthGrpc.HealthImplBase {

  private static final Set<String> KNOWN = Set.of("", UsersGrpc.SERVICE_NAME);

  private final BooleanSupplier ready;

  RpcHealth(BooleanSupplier ready) {
    this.ready = ready;
  }

  @Override
  public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> answer) {
    if (!KNOWN.contains(request.getService())) {
      answer.onError(
          Status.NOT_FOUND
              .withDescription("unknown service " + request.getService())
              .asRuntimeException());
      return;
    }
    answer.onNext(
        HealthCheckResponse.newBuilder()
            .setStatus(ready.getAsBoolean() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING)
            .build());
    answer.onCompleted();
  }
}
