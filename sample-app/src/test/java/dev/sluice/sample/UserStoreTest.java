package dev.sluice.sample;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UserStoreTest {

  @Test
  void storesReadsReplacesAndDeletes() throws Exception {
    try (UserStore store = new UserStore()) {
      User ada = store.create(new UserInput("Ada", "ada@x"));
      assertThat(store.find(ada.id())).contains(ada);
      assertThat(store.replace(ada.id(), new UserInput("Ada L.", "al@x"))).isTrue();
      assertThat(store.find(ada.id())).contains(new User(ada.id(), "Ada L.", "al@x"));
      assertThat(store.delete(ada.id())).isTrue();
      assertThat(store.find(ada.id())).isEmpty();
      assertThat(store.delete(ada.id())).isFalse();
      assertThat(store.replace(ada.id(), new UserInput("Ada", "ada@x"))).isFalse();
    }
  }

  @Test
  void storesAreApart() throws Exception {
    try (UserStore one = new UserStore();
        UserStore other = new UserStore()) {
      one.create(new UserInput("Ada", "ada@x"));
      assertThat(other.list(0, 10)).isEmpty();
    }
  }

  @Test
  void theNewestAreKept() throws Exception {
    try (UserStore store = new UserStore()) {
      for (int i = 0; i < UserStore.CAPACITY + 5; i++) {
        store.create(new UserInput("Load", "load@x"));
      }
      assertThat(store.list(0, 1)).extracting(User::id).containsExactly(6L);
      assertThat(store.list(0, 2 * UserStore.CAPACITY)).hasSize(UserStore.CAPACITY);
    }
  }

  @Test
  void aClosedStoreDoesNotAnswer() throws Exception {
    UserStore store = new UserStore();
    assertThat(store.answers()).isTrue();
    store.close();
    assertThat(store.answers()).isFalse();
  }
}
