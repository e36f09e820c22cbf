// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// Memory runs out: during a whole generation and its download every allocation fails once, and all from there on.
// std::bad_alloc leaves the call or the context's run(); nothing crashes or leaks, no handler is called twice, nothing
// is paid for twice, and what the journal has stays there.
//
// Asio 1.81 cannot keep that promise for its erased executors: it asks them questions in functions that must not throw
// and allocates the answers, 8 bytes at most; and it copies them with `new (std::nothrow)` without a look at the
// result. These allocations do not fail here.
#include "download_fixture.hpp"
#include "files_at_work.hpp"
#include "journal_doubles.hpp"
#include "temporary_folder.hpp"

#include <atomic>
#include <cstdlib>
#include <iostream>
#include <new>

#include <seedance/journal/memory.hpp>

// ---- operator new that fails when it is told to

namespace {

struct memory {
    std::atomic<long> left = -1;         ///< allocations until one fails; -1: none fails
    std::atomic<bool> for_good = false;  ///< all that follow fail too
    std::atomic<long> failed = 0;

    static constexpr std::size_t executors_answer = 8;

    bool fails(std::size_t size) {
        if (left < 0 || size <= executors_answer) return false;
        if (left > 0 && left-- > 0) return false;
        left = for_good ? 0 : -1;
        ++failed;
        return true;
    }
} supply;

void* allocate(std::size_t size, std::size_t alignment) {
    if (supply.fails(size)) throw std::bad_alloc{};
    void* const made = alignment <= alignof(std::max_align_t)
                           ? std::malloc(size == 0 ? 1 : size)
                           : std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
    if (made == nullptr) throw std::bad_alloc{};
    return made;
}

}  // namespace

void* operator new(std::size_t size) { return allocate(size, 1); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return std::malloc(size == 0 ? 1 : size); }
void* operator new[](std::size_t size) { return allocate(size, 1); }
void* operator new(std::size_t size, std::align_val_t alignment) {
    return allocate(size, static_cast<std::size_t>(alignment));
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
    return allocate(size, static_cast<std::size_t>(alignment));
}
void operator delete(void* bytes) noexcept { std::free(bytes); }
void operator delete[](void* bytes) noexcept { std::free(bytes); }
void operator delete(void* bytes, std::size_t) noexcept { std::free(bytes); }
void operator delete[](void* bytes, std::size_t) noexcept { std::free(bytes); }
void operator delete(void* bytes, std::align_val_t) noexcept { std::free(bytes); }
void operator delete[](void* bytes, std::align_val_t) noexcept { std::free(bytes); }
void operator delete(void* bytes, std::size_t, std::align_val_t) noexcept { std::free(bytes); }
void operator delete[](void* bytes, std::size_t, std::align_val_t) noexcept { std::free(bytes); }

BOOST_AUTO_TEST_SUITE(memory)

using namespace test;

namespace {

/// Nothing fails while this lives: the test's own work.
class plenty {
  public:
    plenty() : kept_{supply.left.exchange(-1)} {}
    plenty(const plenty&) = delete;
    plenty& operator=(const plenty&) = delete;
    ~plenty() { supply.left = kept_; }

  private:
    long kept_;
};

/// What came of one run.
struct result {
    int made_calls = 0, saved_calls = 0;  ///< of the handlers
    int thrown = 0;                       ///< bad_alloc that left the library: from a call, or from `poll()`
    int charges = 0;
    bool written = false;    ///< the journal was given the id
    bool kept = false;       ///< and has it now
    bool not_known = false;  ///< or says that something was sent
    bool saved = false;
    bool over = false;  ///< nothing failed: the end of the loop
};

/// A journal on something else than this process's memory: it does not fail.
class safe_journal final : public journal_without_budgets {
  public:
    bool is_immediate() const noexcept override { return true; }

    std::vector<journal_answer> apply(std::span<const journal_change> changes) override {
        const plenty here;
        std::vector<journal_answer> answers;
        for (const auto& change : changes) {
            last = change.wanted;
            ++last.version;
            had_id = had_id || last.task;
            answers.push_back({true, last});
        }
        return answers;
    }
    std::optional<intent> find(const std::string&) override { return std::nullopt; }
    std::optional<intent> find(const task&) override { return std::nullopt; }
    std::optional<intent> find_handle(const std::string&) override { return std::nullopt; }
    std::string request_of(const intent&) override { return {}; }
    std::size_t claim(std::size_t) override { return 0; }
    journal_page list(const journal_query&) override { return {}; }
    std::size_t prune(std::chrono::system_clock::time_point) override { return 0; }

    intent last;
    bool had_id = false;
};

class run_out {
  public:
    result run(long nth, bool for_good) {
        result out;
        {
            temporary_folder folder;
            const auto file = bytes_of(5000);
            const std::string path = folder.path("video.mp4");
            asio::io_context context;
            auto clock = std::make_shared<testing::manual_clock>();
            auto network = std::make_shared<testing::scripted_transport>(context.get_executor());
            auto written = std::make_shared<safe_journal>();
            int polls = 0;
            network->answer_with([&](const http_request& request) {
                const plenty here;
                if (request.method == "POST") return ++out.charges, accepted("task_1");
                if (request.url.starts_with("https://file.")) return reply_with_file(request, file, "\"v\"");
                return polls++ == 0 ? state_is("processing") : succeeded("https://file.apixo.ai/1.mp4");
            });
            client_options options{.clock = clock, .random_seed = 7};
            options.journal = written;
            std::optional<client> own_client{std::in_place, context.get_executor(), network, options};
            own_client->use(apixo::account{.api_key = secret{"test-key"}});
            failure why;
            generated_video made;

            wait_for_files(context);  // there is a place for their thread
            supply.for_good = for_good, supply.failed = 0, supply.left = nth;
            guarded(out, [&] {
                own_client->generate(rain(), {.why = &why}, [&](error_code code, generated_video video) {
                    const plenty here;
                    ++out.made_calls;
                    if (!code) made = std::move(video);
                });
            });
            drive(out, context, *clock);
            if (!made.urls.empty()) {
                guarded(out, [&] {
                    own_client->download(made, path, {.why = &why}, [&](error_code code, saved_file) {
                        ++out.saved_calls;
                        out.saved = !code;
                    });
                });
                drive(out, context, *clock);
            }
            supply.left = -1;
            out.over = supply.failed == 0;
            out.written = written->had_id;
            out.kept = written->last.task && written->last.task->id == "task_1";
            out.not_known =
                written->last.state == intent_state::unknown || written->last.state == intent_state::sending;
            own_client.reset();
            drive(out, context, *clock);
        }
        return out;
    }

  private:
    template <class Step>
    static void guarded(result& out, Step step) {
        try {
            step();
        } catch (const std::bad_alloc&) {
            ++out.thrown;
        }
    }

    static void drive(result& out, asio::io_context& context, testing::manual_clock& clock) {
        for (int i = 0; i != 10'000; ++i) {
            wait_for_files(context);
            context.restart();
            std::size_t done = 0;
            const int before = out.thrown;
            guarded(out, [&] { done = context.poll_one(); });
            if (done != 0 || out.thrown != before) continue;
            bool more = false;
            guarded(out, [&] { more = clock.advance_to_alarm(); });
            if (!more && out.thrown == before) return;
        }
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(may_run_out_at_every_allocation) {
    for (const bool for_good : {false, true}) {
        long nth = 0;
        int unwritten = 0;
        for (bool over = false; !over; ++nth) {
            BOOST_TEST_REQUIRE(nth < 10'000);
            BOOST_TEST_CONTEXT("allocation " << nth << (for_good ? " and all that follow" : "")) {
                const auto out = run_out{}.run(nth, for_good);
                over = out.over;
                BOOST_TEST(out.charges <= 1);
                BOOST_TEST(out.made_calls <= 1);
                BOOST_TEST(out.saved_calls <= 1);
                if (out.thrown == 0) BOOST_TEST(out.made_calls == 1, "whoever is not called, is thrown at");
                if (out.written) BOOST_TEST(out.kept, "the journal had the id");
                if (out.charges != 0 && !out.kept) BOOST_TEST(out.not_known, "what was sent is not forgotten");
                if (over) BOOST_TEST(out.saved);
                if (over) BOOST_TEST(out.thrown == 0);
                unwritten += out.charges == 1 && !out.kept;
            }
        }
        BOOST_TEST(nth > 50);
        std::cout << nth - 1 << " allocations failed " << (for_good ? "with all that follow" : "once")
                  << ": 0 crashes, 0 paid twice, 0 journalled ids lost; " << unwritten
                  << " between the answer and the journal, which then says that something was sent\n";
    }
}

BOOST_AUTO_TEST_SUITE_END()
