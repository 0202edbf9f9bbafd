package dev.sluice.sample.grpc;

import com.google.protobuf.Empty;
import dev.sluice.sample.domain.FieldError;
import dev.sluice.sample.domain.RefusedRequest;
import dev.sluice.sample.domain.UserInput;
import dev.sluice.sample.domain.UserService;
import dev.sluice.sample.domain.UserTag;
import dev.sluice.sample.grpc.v1.CreateUserRequest;
import dev.sluice.sample.grpc.v1.DeleteUserRequest;
import dev.sluice.sample.grpc.v1.GetUserRequest;
import dev.sluice.sample.grpc.v1.ListUsersRequest;
import dev.sluice.sample.grpc.v1.ListUsersResponse;
import dev.sluice.sample.grpc.v1.StreamUsersRequest;
import dev.sluice.sample.grpc.v1.UpdateUserRequest;
import dev.sluice.sample.grpc.v1.User;
import dev.sluice.sample.grpc.v1.UsersGrpc;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The service {@code users.v1.Users}. */
final class UsersRpc extends UsersGrpc.UsersImplBase {

  private static final int MAX_PAUSE_MILLIS = 30_000;

  private final UserService users;
  private final Executor executor;

  /**
   * @param executor sends what is left of a stream after a pause
   */
  UsersRpc(UserService users, Executor executor) {
    this.users = users;
    this.executor = executor;
  }

  @Override
  public void createUser(CreateUserRequest request, StreamObserver<User> answer) {
    answer(answer, message(users.create(new UserInput(request.getName(), request.getEmail()))));
  }

  @Override
  public void getUser(GetUserRequest request, StreamObserver<User> answer) {
    answer(answer, message(users.read(request.getId())));
  }

  @Override
  public void listUsers(ListUsersRequest request, StreamObserver<ListUsersResponse> answer) {
    UserService.UserPage page = page(request, new ArrayList<>());
    ListUsersResponse.Builder response = ListUsersResponse.newBuilder();
    page.users().forEach(user -> response.addUsers(message(user)));
    response.setNext(page.next() == null ? 0 : page.next());
    answer(answer, response.build());
  }

  @Override
  public void streamUsers(StreamUsersRequest request, StreamObserver<User> answer) {
    List<FieldError> errors = new ArrayList<>();
    within("pause_millis", request.getPauseMillis(), 0, MAX_PAUSE_MILLIS, errors);
    List<User> found =
        page(request.getPage(), errors).users().stream().map(UsersRpc::message).toList();
    send(found, request.getPauseMillis(), (ServerCallStreamObserver<User>) answer);
  }

  /** Sends the first, and the others later: a timer holds no thread. */
  private void send(List<User> left, int pauseMillis, ServerCallStreamObserver<User> answer) {
    if (left.isEmpty()) {
      answer.onCompleted();
      return;
    }
    Executor later =
        CompletableFuture.delayedExecutor(pauseMillis, TimeUnit.MILLISECONDS, executor);
    later.execute(
        () -> {
          if (!answer.isCancelled()) {
            answer.onNext(left.get(0));
            send(left.subList(1, left.size()), pauseMillis, answer);
          }
        });
  }

  @Override
  public void updateUser(UpdateUserRequest request, StreamObserver<User> answer) {
    UserInput input = new UserInput(request.getName(), request.getEmail());
    answer(answer, message(users.replace(request.getId(), input, known(request.getEtag()))));
  }

  @Override
  public void deleteUser(DeleteUserRequest request, StreamObserver<Empty> answer) {
    users.delete(request.getId(), known(request.getEtag()));
    answer(answer, Empty.getDefaultInstance());
  }

  private static Optional<Predicate<dev.sluice.sample.domain.User>> known(String etag) {
    return etag.isEmpty() ? Optional.empty() : Optional.of(user -> etag.equals(UserTag.of(user)));
  }

  private UserService.UserPage page(ListUsersRequest request, List<FieldError> errors) {
    within("limit", request.getLimit(), 0, UserService.MAX_LIMIT, errors);
    within("after", request.getAfter(), 0, Long.MAX_VALUE, errors);
    if (request.getEmail().length() > UserInput.MAX_EMAIL) {
      errors.add(
          new FieldError(
              "email", "is too long: give at most " + UserInput.MAX_EMAIL + " characters"));
    }
    if (!errors.isEmpty()) {
      throw RefusedRequest.badFields("request", errors);
    }
    return users.list(
        Optional.of(request.getEmail()).filter(email -> !email.isEmpty()),
        request.getAfter(),
        request.getLimit() == 0 ? UserService.DEFAULT_LIMIT : request.getLimit());
  }

  private static void within(
      String field, long value, long least, long most, List<FieldError> errors) {
    if (value < least || value > most) {
      errors.add(
          new FieldError(
              field, "is %d: give a whole number from %d to %d".formatted(value, least, most)));
    }
  }

  private static User message(dev.sluice.sample.domain.User user) {
    return User.newBuilder()
        .setId(user.id())
        .setName(user.name())
        .setEmail(user.email())
        .setEtag(UserTag.of(user))
        .build();
  }

  private static <T> void answer(StreamObserver<T> answer, T message) {
    answer.onNext(message);
    answer.onCompleted();
  }
}
