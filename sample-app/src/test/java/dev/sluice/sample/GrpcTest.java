package dev.sluice.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.rpc.BadRequest;
import dev.sluice.sample.config.Settings;
import dev.sluice.sample.grpc.v1.CreateUserRequest;
import dev.sluice.sample.grpc.v1.DeleteUserRequest;
import dev.sluice.sample.grpc.v1.GetUserRequest;
import dev.sluice.sample.grpc.v1.ListUsersRequest;
import dev.sluice.sample.grpc.v1.ListUsersResponse;
import dev.sluice.sample.grpc.v1.StreamUsersRequest;
import dev.sluice.sample.grpc.v1.UpdateUserRequest;
import dev.sluice.sample.grpc.v1.User;
import dev.sluice.sample.grpc.v1.UsersGrpc;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The users API by gRPC says the same as by REST. */
class GrpcTest {

  private static final String TOKEN = "a-token-for-this-test";
  private static final Metadata.Key<String> VERSION =
      Metadata.Key.of("x-app-version", Metadata.ASCII_STRING_MARSHALLER);

  private SampleApp app;
  private Caller rest;
  private ManagedChannel channel;
  private UsersGrpc.UsersBlockingStub users;

  @AfterEach
  void stop() throws Exception {
    channel.shutdownNow();
    app.stop();
  }

  private void start(Map<String, String> more) throws Exception {
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "PORT", "0",
                "GRPC_PORT", "0",
                "DRAIN_SECONDS", "0",
                "VERSION", "1.4.2",
                "ADMIN_TOKEN", TOKEN));
    environment.putAll(more);
    app = SampleApp.start(Settings.parse(environment));
    rest = new Caller(app.port());
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", app.grpcPort().orElseThrow())
            .usePlaintext()
            .build();
    users = UsersGrpc.newBlockingStub(channel).withDeadlineAfter(Duration.ofMinutes(1));
  }

  @Test
  void bothProtocolsHaveTheSameUsers() throws Exception {
    start(Map.of());
    User ada = create("Ada", "ada@x.example");
    assertThat(rest.get("/users/" + ada.getId()).body())
        .isEqualTo("{\"id\":1,\"name\":\"Ada\",\"email\":\"ada@x.example\"}");
    assertThat(rest.get("/users/1").headers().firstValue("ETag"))
        .contains('"' + ada.getEtag() + '"');
    rest.call("PUT", "/users/1", "{\"name\":\"Ada L.\",\"email\":\"ada@x.example\"}");
    assertThat(get(1).getName()).isEqualTo("Ada L.");
    create("Bob", "bob@x.example");
    ListUsersResponse page = users.listUsers(ListUsersRequest.newBuilder().setLimit(1).build());
    assertThat(page.getUsersList()).extracting(User::getName).containsExactly("Ada L.");
    page = users.listUsers(ListUsersRequest.newBuilder().setAfter(page.getNext()).build());
    assertThat(page.getUsersList()).extracting(User::getName).containsExactly("Bob");
    assertThat(page.getNext()).isZero();
    page = users.listUsers(ListUsersRequest.newBuilder().setEmail("BOB@x.example").build());
    assertThat(page.getUsersList()).extracting(User::getName).containsExactly("Bob");
    users.deleteUser(DeleteUserRequest.newBuilder().setId(1).build());
    assertThat(rest.get("/users/1").statusCode()).isEqualTo(404);
  }

  @Test
  void everyRefusalHasItsStatus() throws Exception {
    start(Map.of());
    User ada = create("Ada", "ada@x.example");
    refused(Status.Code.NOT_FOUND, () -> get(99), "id \"99\"");
    refused(Status.Code.ALREADY_EXISTS, () -> create("Eve", "ADA@x.example"), "another user");
    StatusRuntimeException bad =
        refused(Status.Code.INVALID_ARGUMENT, () -> create("", "nowhere"), "bad fields");
    assertThat(violations(bad)).containsExactly("name", "email");
    bad =
        refused(
            Status.Code.INVALID_ARGUMENT,
            () ->
                users
                    .streamUsers(
                        StreamUsersRequest.newBuilder()
                            .setPauseMillis(30_001)
                            .setPage(ListUsersRequest.newBuilder().setLimit(201).setAfter(-1))
                            .build())
                    .hasNext(),
            "bad fields");
    assertThat(violations(bad)).containsExactly("pause_millis", "limit", "after");
    UpdateUserRequest.Builder update =
        UpdateUserRequest.newBuilder().setId(1).setName("Ada L.").setEmail("ada@x.example");
    User renamed = users.updateUser(update.setEtag(ada.getEtag()).build());
    assertThat(renamed.getEtag()).isNotEqualTo(ada.getEtag());
    refused(Status.Code.ABORTED, () -> users.updateUser(update.build()), "has changed since");
    refused(
        Status.Code.ABORTED,
        () ->
            users.deleteUser(
                DeleteUserRequest.newBuilder().setId(1).setEtag(ada.getEtag()).build()),
        "has changed since");
    refused(
        Status.Code.RESOURCE_EXHAUSTED, () -> create("n".repeat(20_000), "n@x.example"), "16384");
  }

  @Test
  void everyAnswerHasTheVersion() throws Exception {
    start(Map.of());
    AtomicReference<Metadata> headers = new AtomicReference<>();
    AtomicReference<Metadata> trailers = new AtomicReference<>();
    users = users.withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));
    create("Ada", "ada@x.example");
    assertThat(headers.get().get(VERSION)).isEqualTo("1.4.2");
    refused(Status.Code.NOT_FOUND, () -> get(99), "99");
    assertThat(trailers.get().get(VERSION)).isEqualTo("1.4.2");
  }

  @Test
  void faultsConcernCalls() throws Exception {
    start(Map.of());
    faults("{\"FAIL_PERCENT\": 100}");
    refused(Status.Code.INTERNAL, () -> get(1), "FAIL_PERCENT");
    faults(
        "{\"FAIL_PERCENT\": 100, \"FAIL_GRPC_STATUS\": \"UNIMPLEMENTED\", \"DELAY_MS\": 200,"
            + " \"FAULT_ROUTES\": \"users.v1.Users/GetUser\"}");
    long begin = System.nanoTime();
    refused(Status.Code.UNIMPLEMENTED, () -> get(1), "FAIL_PERCENT");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(200));
    assertThat(create("Ada", "ada@x.example").getId()).isEqualTo(1);
    faults("{\"DELAY_MS\": 200}");
    begin = System.nanoTime();
    assertThat(get(1).getName()).isEqualTo("Ada");
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(200));
    faults("{\"HANG_PERCENT\": 100}");
    users = users.withDeadlineAfter(Duration.ofMillis(500));
    refused(Status.Code.DEADLINE_EXCEEDED, () -> get(1), "");
  }

  @Test
  void healthSaysWhatReadinessSays() throws Exception {
    start(Map.of());
    HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(channel);
    for (String service : List.of("", "users.v1.Users")) {
      HealthCheckRequest request = HealthCheckRequest.newBuilder().setService(service).build();
      assertThat(health.check(request).getStatus()).isEqualTo(ServingStatus.SERVING);
      faults("{\"READINESS\": \"never\"}");
      assertThat(health.check(request).getStatus()).isEqualTo(ServingStatus.NOT_SERVING);
      faults("{}");
    }
    refused(
        Status.Code.NOT_FOUND,
        () -> health.check(HealthCheckRequest.newBuilder().setService("other").build()),
        "other");
  }

  /** The description that the running server gives is the one in this repository. */
  @Test
  void reflectionDescribesTheService() throws Exception {
    start(Map.of());
    ServerReflectionResponse services =
        reflect(ServerReflectionRequest.newBuilder().setListServices("").build());
    assertThat(services.getListServicesResponse().getServiceList())
        .extracting("name")
        .contains("users.v1.Users", "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection");
    ServerReflectionResponse file =
        reflect(
            ServerReflectionRequest.newBuilder().setFileContainingSymbol("users.v1.Users").build());
    assertThat(
            FileDescriptorProto.parseFrom(
                file.getFileDescriptorResponse().getFileDescriptorProto(0)))
        .isEqualTo(dev.sluice.sample.grpc.v1.UsersOuterClass.getDescriptor().toProto());
  }

  @Test
  void callsAreCountedByMethodAndStatus() throws Exception {
    start(Map.of());
    create("Ada", "ada@x.example");
    refused(Status.Code.NOT_FOUND, () -> get(99), "99");
    assertThat(rest.get("/metrics").body())
        .contains("grpc_server_processing_duration_seconds_count{method=\"CreateUser\"")
        .contains("statusCode=\"NOT_FOUND\"");
  }

  @Test
  void aStreamUnderWayEndsAfterTheOrderToStop() throws Exception {
    start(Map.of("SHUTDOWN_SECONDS", "30"));
    for (int i = 0; i < 5; i++) {
      create("User", i + "@x.example");
    }
    Iterator<User> stream =
        users.streamUsers(StreamUsersRequest.newBuilder().setPauseMillis(400).build());
    assertThat(stream.next().getId()).isEqualTo(1);
    CompletableFuture<Integer> stopped = CompletableFuture.supplyAsync(this::stopApp);
    List<Long> left = new ArrayList<>();
    stream.forEachRemaining(user -> left.add(user.getId()));
    assertThat(left).containsExactly(2L, 3L, 4L, 5L);
    assertThat(stopped.get(30, TimeUnit.SECONDS)).isZero();
  }

  @Test
  void callsUnderLoadLoseNothingWhenTheServerStops() throws Exception {
    start(Map.of("DRAIN_SECONDS", "0", "SHUTDOWN_SECONDS", "30"));
    create("Ada", "ada@x.example");
    faults("{\"DELAY_MS\": 100}");
    UsersGrpc.UsersFutureStub later = UsersGrpc.newFutureStub(channel);
    List<java.util.concurrent.Future<User>> calls = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      calls.add(later.getUser(GetUserRequest.newBuilder().setId(1).build()));
    }
    calls.get(0).get(30, TimeUnit.SECONDS);
    CompletableFuture<Integer> stopped = CompletableFuture.supplyAsync(this::stopApp);
    for (java.util.concurrent.Future<User> call : calls) {
      assertThat(call.get(30, TimeUnit.SECONDS).getName()).isEqualTo("Ada");
    }
    assertThat(stopped.get(30, TimeUnit.SECONDS)).isZero();
  }

  private int stopApp() {
    try {
      return app.stop();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private User create(String name, String email) {
    return users.createUser(CreateUserRequest.newBuilder().setName(name).setEmail(email).build());
  }

  private User get(long id) {
    return users.getUser(GetUserRequest.newBuilder().setId(id).build());
  }

  private void faults(String body) throws Exception {
    assertThat(rest.withToken(TOKEN, "PUT", "/admin/faults", body).statusCode()).isEqualTo(200);
  }

  private static StatusRuntimeException refused(
      Status.Code code, Executable call, String description) {
    StatusRuntimeException refused =
        catchThrowableOfType(StatusRuntimeException.class, call::execute);
    assertThat(refused.getStatus().getCode()).isEqualTo(code);
    assertThat(refused.getStatus().getDescription()).contains(description);
    return refused;
  }

  private static List<String> violations(StatusRuntimeException refused) throws Exception {
    return StatusProto.fromThrowable(refused)
        .getDetails(0)
        .unpack(BadRequest.class)
        .getFieldViolationsList()
        .stream()
        .map(BadRequest.FieldViolation::getField)
        .toList();
  }

  private ServerReflectionResponse reflect(ServerReflectionRequest request) throws Exception {
    CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> requests =
        ServerReflectionGrpc.newStub(channel)
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    answer.complete(response);
                  }

                  @Override
                  public void onError(Throwable e) {
                    answer.completeExceptionally(e);
                  }

                  @Override
                  public void onCompleted() {}
                });
    requests.onNext(request);
    ServerReflectionResponse response = answer.get(30, TimeUnit.SECONDS);
    requests.onCompleted();
    return response;
  }
}
