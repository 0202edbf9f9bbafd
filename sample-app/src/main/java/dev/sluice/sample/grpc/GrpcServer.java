package dev.sluice.sample.grpc;

import dev.sluice.sample.domain.UserService;
import dev.sluice.sample.faults.FaultSwitch;
import io.grpc.Server;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.grpc.MetricCollectingServerInterceptor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The users API by gRPC, with health and reflection. */
public final class GrpcServer implements AutoCloseable {

  private static final int MAX_MESSAGE_BYTES = 16 * 1024;

  private final Server server;

  /**
   * What the server needs of the app.
   *
   * @param version stamped on every answer
   * @param ready what the health service says
   * @param executor runs the calls
   * @param tracing makes a span for each call; empty for none
   */
  public record Parts(
      String version,
      UserService users,
      FaultSwitch faults,
      BooleanSupplier ready,
      Executor executor,
      MeterRegistry metrics,
      Optional<ServerInterceptor> tracing) {}

  /**
   * Starts the server.
   *
   * @param port TCP port, 0 for any free one
   * @throws IOException when the port is taken
   */
  public GrpcServer(int port, Parts parts) throws IOException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(port))
            .executor(parts.executor())
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            // The last one is asked first: what it counts and stamps is what the others answer.
            .addService(
                ServerInterceptors.intercept(
                    new UsersRpc(parts.users(), parts.executor()),
                    new RpcStatuses(),
                    new RpcFaults(parts.faults(), parts.executor())))
            .addService(new RpcHealth(parts.ready()))
            .addService(ProtoReflectionServiceV1.newInstance())
            .intercept(new RpcVersion(parts.version()))
            .intercept(new MetricCollectingServerInterceptor(parts.metrics()));
    parts.tracing().ifPresent(builder::intercept);
    this.server = builder.build().start();
  }

  /** The TCP port that the server listens on. */
  public int port() {
    return server.getPort();
  }

  /**
   * Takes no more calls, and lets those in flight end: callers learn of it by the protocol.
   *
   * @return whether all ended in time
   */
  public boolean stop(Duration limit) throws InterruptedException {
    server.shutdown();
    return server.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
