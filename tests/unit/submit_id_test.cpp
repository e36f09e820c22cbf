// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
// The id of a task in answers that are not as the document shows them, at every gateway: none is lost, and what nobody
// has shown to be a task is a candidate.
#include <seedance/provider/submit_id.hpp>

#include <string>
#include <string_view>
#include <vector>

#include <boost/test/unit_test.hpp>

#include <seedance/models.hpp>

#include "damaged_json.hpp"
#include "printing.hpp"

using namespace seedance;

BOOST_AUTO_TEST_SUITE(submit_ids)

namespace {

const std::string id = "task_12345678";

struct gateway_under_test {
    const provider_table* table;
    std::string accepted;   ///< an acceptance as the document shows it
    std::string running;    ///< a status
    std::string id_member;  ///< the id under its documented name
    int status;             ///< of an acceptance
};

const std::vector<gateway_under_test>& gateways() {
    static const std::vector<gateway_under_test> all{
        {&table_of<apixo::gateway>, R"({"code":200,"message":"success","data":{"taskId":")" + id + "\"}}",
         R"({"code":200,"data":{"taskId":")" + id + R"(","state":"processing"}})", R"("taskId":")" + id + '"', 200},
        {&table_of<pixazo::gateway>,
         R"({"request_id":")" + id + R"(","status":"QUEUED","polling_url":"https://a/v2/requests/status/1"})",
         R"({"request_id":")" + id + R"(","status":"PROCESSING"})", R"("request_id":")" + id + '"', 202},
        {&table_of<xenodia::gateway>, R"({"task_id":")" + id + R"(","object":"task","state":"waiting"})",
         R"({"task_id":")" + id + R"(","state":"generating"})", R"("task_id":")" + id + '"', 202}};
    return all;
}

/// What programs write before an answer, or around it.
const std::vector<std::string>& prefixes() {
    static const std::vector<std::string> all{
        "[WARN] x\n",
        "[2026-11-25 10:00:00] INFO [worker-1] sent\n",
        "[2026-11-25T10:00:00Z] ",
        "Warning: Undefined array key 7 in a.php[12] on line {3}\n",
        "<script>var a=[1]</script>",
        "<script>var a=[],b={}</script>",
        "<style>body { color: red }</style>",
        "a[0][1]{2}: ",
        "[]",
        "{}\n",
        "[1,2,3]\n",
        "\xEF\xBB\xBF[DEBUG]\r\n",
        "event: message\ndata: ",
        ")]}',\n",
    };
    return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_id_is_read_behind_what_holds_nothing) {
    for (const auto& [table, accepted, running, member, status] : gateways()) {
        for (const auto& prefix : prefixes()) BOOST_TEST_CONTEXT(table->name << " " << prefix) {
                const auto whole = table->decode_submit(status, prefix + accepted, arrival::whole);
                BOOST_TEST(whole.task_id == id);
                BOOST_TEST(whole.strength == evidence::task);
                BOOST_TEST(whole.mended);
                BOOST_TEST(table->decode_submit(status, prefix + accepted, arrival::cut).task_id == id);
                for (const int other : {0, 500, 502}) {
                    const auto unsure = table->decode_submit(other, prefix + accepted, arrival::whole);
                    BOOST_TEST(unsure.task_id == id, other);
                    BOOST_TEST(unsure.strength == evidence::candidate, other);
                }
                const auto polled = table->decode_status(200, prefix + running);
                BOOST_TEST(polled.state == task_state::running);
                BOOST_TEST(polled.task_id == id);
            }
    }
}

BOOST_AUTO_TEST_CASE(an_id_is_read_below_a_head_with_and_without_an_end) {
    const std::string heads[] = {"HTTP/1.1 200 OK\r\n\r\n",
                                 "HTTP/1.1 200 OK\r\n",
                                 "HTTP/1.1 200\n",
                                 "HTTP/2 200\r\ncontent-type: application/json\r\n",
                                 "HTTP/1.1 200 OK\r\nReport-To: {\"group\":\"g\",\"max_age\":1}\r\n",
                                 "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n30\r\n"};
    for (const auto& [table, accepted, running, member, status] : gateways())
        for (const auto& head : heads) BOOST_TEST_CONTEXT(table->name << " " << head) {
                const auto read = table->decode_submit(0, head + accepted, arrival::cut);
                BOOST_TEST(read.task_id == id);
                BOOST_TEST(read.strength == evidence::candidate);
            }
}

BOOST_AUTO_TEST_CASE(an_id_is_read_in_the_second_of_two_documents) {
    for (const auto& [table, accepted, running, member, status] : gateways()) {
        for (const std::string first : {R"({"event":1})", R"({"level":"info","msg":"x","n":7,"m":[{}]})",
                                        R"(["a","b"])", R"([{"a":1}])", "{\"a\":1}{\"b\":2}\n{\"c\":3}"}) {
            BOOST_TEST_CONTEXT(table->name << " " << first) {
                const auto both = table->decode_submit(status, first + "\n" + accepted, arrival::whole);
                BOOST_TEST(both.task_id == id);
                BOOST_TEST(both.strength == evidence::task);
                const auto polled = table->decode_status(200, first + "\n" + running);
                BOOST_TEST(polled.state == task_state::running);
                BOOST_TEST(polled.task_id == id);
            }
        }
        const auto twice = table->decode_submit(status, accepted + accepted, arrival::whole);
        BOOST_TEST(twice.strength == evidence::task, "it is the same id");
        auto other = accepted;
        other.replace(other.find(id), id.size(), "task_9");
        const auto two = table->decode_submit(status, accepted + other, arrival::whole);
        BOOST_TEST(two.task_id == id);
        BOOST_TEST(two.strength == evidence::candidate, "nobody knows which is the task's");
    }
}

BOOST_AUTO_TEST_CASE(an_id_in_what_cannot_be_mended_is_a_candidate) {
    for (const auto& [table, accepted, running, member, status] : gateways()) {
        for (const auto& text :
             {"{\"n\":1 " + member + "}", "{'a':1," + member + "}", "{a:1," + member + "}",
              "[WARN {\"a\" " + member + "}", "<script>x = {id: 1, " + member + "}</script>",
              "{\"a\":[1}" + member + "\r\n0\r\n", "{\"data\":null,\"x\":{\"y\":1]," + member + ","}) {
            for (const int http_status : {status, 0, 500, 502}) {
                for (const auto arrived : {arrival::whole, arrival::cut}) {
                    const auto answer = table->decode_submit(http_status, text, arrived);
                    BOOST_TEST(answer.task_id == id, table->name << " " << http_status << " " << text);
                    BOOST_TEST(answer.strength == evidence::candidate);
                }
            }
            const auto refused = table->decode_submit(402, text, arrival::whole);
            BOOST_TEST((refused.strength == evidence::none || refused.strength == evidence::reference), text);
        }
        const auto null_first = "{\"a\":1 " + member.substr(0, member.find(':')) + ":null}{" + member + "}";
        BOOST_TEST(table->decode_submit(status, null_first, arrival::whole).task_id == id, null_first);
    }
}

BOOST_AUTO_TEST_CASE(what_is_damaged_elsewhere_costs_no_gateways_answer) {
    for (const auto& [table, accepted, running, member, status] : gateways()) {
        for (auto damaged : test::damaged_json()) {
            const std::string place = R"("a":"1")";
            damaged.replace(damaged.find(place), place.size(), running.substr(1, running.size() - 2));
            const auto submitted = table->decode_submit(status, damaged, arrival::whole);
            BOOST_TEST(submitted.task_id == id, table->name << " " << damaged);
            BOOST_TEST(submitted.strength == evidence::task, damaged);
            BOOST_TEST(submitted.mended, damaged);
            const auto polled = table->decode_status(200, damaged);
            BOOST_TEST(polled.state == task_state::running, table->name << " " << damaged);
            BOOST_TEST(polled.task_id == id);
            BOOST_TEST(polled.mended);
        }
    }
}

BOOST_AUTO_TEST_CASE(an_inner_value_of_what_cannot_be_mended_is_no_status) {
    for (const auto& [table, accepted, running, member, status] : gateways())
        BOOST_TEST(!table->decode_status(200, "{\"children\":[" + running + "] \"a\":1}").understood, table->name);
}

BOOST_AUTO_TEST_CASE(an_id_one_level_off_is_a_candidate) {
    const auto& apixo = table_of<apixo::gateway>;
    for (const std::string body :
         {R"({"code":200,"data":"task_12345678"})", R"({"code":200,"data":"{\"taskId\":\"task_12345678\"}"})",
          R"({"code":200,"data":"{\"data\":{\"taskId\":\"task_12345678\"}}"})",
          R"({"code":200,"data":["task",{"taskId":"task_12345678"}]})",
          R"({"code":200,"data":{"task":{"id":"task_12345678"}}})",
          R"({"code":200,"result":{"task_id":"task_12345678"}})",
          R"({"code":200,"data":"[{\"id\":\"task_12345678\"}]"})",
          R"("{\"code\":200,\"data\":{\"taskId\":\"task_12345678\"}}")"}) {
        const auto answer = apixo.decode_submit(200, body, arrival::whole);
        BOOST_TEST(answer.task_id == id, body);
        BOOST_TEST(answer.strength == evidence::candidate, body);
    }
    BOOST_TEST(apixo.decode_submit(200, R"({"code":200,"data":123456789012345678901})", arrival::whole).task_id ==
               "123456789012345678901");
    for (const std::string body : {R"({"code":200,"data":"success"})", R"({"code":200,"data":"see [1] for 2"})",
                                   R"({"code":200,"data":""})", R"({"code":200,"data":{"n":1}})"})
        BOOST_TEST(apixo.decode_submit(200, body, arrival::whole).strength == evidence::none, body);
    for (const auto* table : {&table_of<pixazo::gateway>, &table_of<xenodia::gateway>}) {
        for (const std::string body :
             {R"("task_12345678")", R"({"id":"task_12345678"})", R"({"data":{"task_id":"task_12345678"}})",
              R"(["x",{"task_id":"task_12345678"}])"}) {
            const auto answer = table->decode_submit(200, body, arrival::whole);
            BOOST_TEST(answer.task_id == id, body);
            BOOST_TEST(answer.strength == evidence::candidate, body);
        }
        BOOST_TEST(table->decode_submit(200, R"("accepted")", arrival::whole).task_id.empty());
        BOOST_TEST(table->decode_submit(402, R"("task_12345678")", arrival::whole).task_id.empty());
    }
}

BOOST_AUTO_TEST_CASE(of_several_ids_the_nearest_of_a_task_is_taken) {
    for (const std::string body : {R"({"code":200,"data":{"model":{"id":"m-1"},"task":{"id":"task_12345678"}}})",
                                   R"({"code":200,"user":{"id":"u-1"},"data":{"list":[{"id":"task_12345678"}]}})",
                                   R"({"code":200,"data":{"a":{"b":{"id":"deep-1"}},"task":{"id":"task_12345678"}}})",
                                   R"({"code":200,"data":{"a":{"id":"near-1"},"b":{"c":{"task_id":"task_12345678"}}}})",
                                   R"({"code":200,"data":{"id":"task_12345678","x":{"id":"x-1"}}})",
                                   R"({"code":200,"Model":{"id":"m-1"},"data":{"x":[[{"id":"task_12345678"}]]}})"})
        BOOST_TEST(table_of<apixo::gateway>.decode_submit(200, body, arrival::whole).task_id == id, body);
}

// ---- results

namespace {

status_answer finished_with(const provider_table& table, const std::string& members) {
    if (table.name == "apixo")
        return table.decode_status(200, R"({"code":200,"data":{"taskId":"t","state":"success",)" + members + "}}");
    if (table.name == "pixazo")
        return table.decode_status(200, R"({"request_id":"t","status":"COMPLETED",)" + members + "}");
    return table.decode_status(200, R"({"task_id":"t","state":"success",)" + members + "}");
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_url_in_any_part_of_the_answer_that_is_its_result_is_offered) {
    const std::vector<std::string> url{"https://a/1.mp4"};
    for (const auto& [table, accepted, running, member, status] : gateways()) {
        for (const std::string members :
             {R"("media_url":["https://a/1.mp4"])", R"("video_url":"https://a/1.mp4")",
              R"("videoUrl":"https://a/1.mp4")", R"("result":{"x":["https://a/1.mp4"]})",
              R"("output":"https://a/1.mp4")",
              R"("output":{"media_url":["processing"]},"result":{"data":[{"url":"/1.mp4"}]},"video":"https://a/1.mp4")",
              R"("resultUrls":["https://a/1.mp4"])", R"("data":[{"url":"https://a/1.mp4"}])",
              R"("output":null,"url":"https://a/1.mp4","image_url":"https://a/2.png","poll_url":"https://a/p")"})
            BOOST_TEST(finished_with(*table, members).urls == url, table->name << " " << members);
        for (const std::string members :
             {R"("polling_url":"https://a/1")", R"("webhook_url":"https://a/1")",
              R"("input":{"url":"https://a/1.png"})", R"("image_url":"https://a/1.png")",
              R"("reference_video_urls":["https://a/1.mp4"])", R"("content":[{"video_url":{"url":"https://a/1.mp4"}}])",
              R"("video_url":"http://a/1.mp4")", R"("video_url":"1.mp4","output":{"media_url":["processing"]})",
              R"("urls":[])"}) {
            const auto answer = finished_with(*table, members);
            BOOST_TEST(answer.state == task_state::succeeded);
            BOOST_TEST(answer.urls.empty(), table->name << " " << members);
        }
    }
}

BOOST_AUTO_TEST_CASE(what_no_download_takes_is_no_url_of_a_result) {
    const std::vector<std::string> url{"https://a/1.mp4"};
    for (const std::string other : {"processing", "/files/1.mp4", "//a/1.mp4", "http://a/1.mp4", "https://", ""}) {
        const auto apixo = finished_with(table_of<apixo::gateway>,
                                         R"("resultJson":{"resultUrls":[")" + other + R"("],"x":"https://a/1.mp4"})");
        BOOST_TEST(apixo.urls == url, other);
        const auto pixazo = finished_with(table_of<pixazo::gateway>,
                                          R"("output":{"media_url":[")" + other + R"("],"x":"https://a/1.mp4"})");
        BOOST_TEST(pixazo.urls == url, other);
        const auto xenodia = finished_with(table_of<xenodia::gateway>,
                                           R"("result":{"data":[{"url":")" + other + R"("}],"x":"https://a/1.mp4"})");
        BOOST_TEST(xenodia.urls == url, other);
    }
}

BOOST_AUTO_TEST_CASE(a_long_number_in_the_answer_to_a_poll_is_the_id_as_it_was_sent) {
    const std::string digits = "123456789012345678901";
    for (const auto& [table, accepted, running, member, status] : gateways()) {
        auto body = running;
        body.replace(body.find('"' + id + '"'), id.size() + 2, digits);
        const auto answer = table->decode_status(200, body);
        BOOST_TEST(answer.task_id == digits, table->name);
        BOOST_TEST(!answer.mended);
        auto accepted_so = accepted;
        accepted_so.replace(accepted_so.find('"' + id + '"'), id.size() + 2, digits);
        const auto submitted = table->decode_submit(status, accepted_so, arrival::whole);
        BOOST_TEST(submitted.task_id == digits);
        BOOST_TEST(submitted.strength == evidence::task);
        for (const std::string no_id : {"1.5", "true", "{}", "[]", "null"}) {
            auto odd = running;
            odd.replace(odd.find('"' + id + '"'), id.size() + 2, no_id);
            BOOST_TEST(table->decode_status(200, odd).task_id.empty(), odd);
        }
    }
}

BOOST_AUTO_TEST_CASE(what_is_right_and_deep_is_no_damage) {
    const auto deep = R"({"x":)" + std::string(60, '[') + std::string(60, ']') + ",";
    for (const auto& [table, accepted, running, member, status] : gateways()) {
        const auto submitted = table->decode_submit(status, deep + accepted.substr(1), arrival::whole);
        BOOST_TEST(submitted.task_id == id);
        BOOST_TEST(submitted.strength == evidence::task);
        BOOST_TEST(!submitted.mended, table->name);
        BOOST_TEST(!table->decode_status(200, deep + running.substr(1)).mended);
        BOOST_TEST(table->decode_status(200, deep + "\"y\":NaN," + running.substr(1)).mended);
    }
}

BOOST_AUTO_TEST_SUITE_END()
