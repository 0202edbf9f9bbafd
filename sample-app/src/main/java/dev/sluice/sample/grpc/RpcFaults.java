package dev.sluice.sample.grpc;

import dev.sluice.sample.faults.FaultSwitch;
import dev.sluice.sample.faults.FaultSwitch.RequestFault;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCall.Listener;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.opentelemetry.context.Context;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Does to calls what the faults in force say, before the service sees them. */
final class RpcFaults implements ServerInterceptor {

  private final FaultSwitch faults;
  private final Executor executor;

  /**
   * @param executor runs what is left of a call after its delay
   */
  RpcFaults(FaultSwitch faults, Executor executor) {
    this.faults = faults;
    this.executor = executor;
  }

  @Override
  public <Q, A> Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    RequestFault fault = faults.next(call.getMethodDescriptor().getFullMethodName());
    if (fault.hangs()) {
      return new Listener<>() {};
    }
    if (fault.failure().isEmpty() && fault.delayMillis() == 0) {
      return next.startCall(call, headers);
    }
    if (fault.failure().isPresent()) {
      Status failure =
          Status.fromCode(fault.failure().get().grpcStatus())
              .withDescription(fault.failure().get().detail());
      later(fault.delayMillis()).execute(() -> call.close(failure, new Metadata()));
      return new Listener<>() {};
    }
    return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
      @Override
      public void onHalfClose() {
        later(fault.delayMillis()).execute(Context.current().wrap(super::onHalfClose));
      }
    };
  }

  private Executor later(int delayMillis) {
    return delayMillis == 0
        ? Runnable::run
        : CompletableFuture.delayedExecutor(delayMillis, TimeUnit.MILLISECONDS, executor);
  }
}
