// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <memory>
#include <utility>

#include <seedance/transport/http.hpp>
#include <seedance/transport/https.hpp>
#include <seedance/transport/impl/current_exception.hpp>
#include <seedance/transport/impl/https_exchange.hpp>
#include <seedance/transport/impl/https_state.hpp>
#include <seedance/transport/transport_load.hpp>

namespace seedance {

namespace detail {

class https_transport final : public transport {
  public:
    https_transport(boost::asio::any_io_executor executor, https_options options)
        : state_{std::make_shared<https_state>(std::move(executor), std::move(options))} {}

    https_transport(const https_transport&) = delete;
    https_transport& operator=(const https_transport&) = delete;

    ~https_transport() override {
        state_->pool->close();
        state_->names->close();
        state_->fresh->close();
        state_->streams->close();
        for (const auto& exchange : state_->under_way()) exchange->abort();
    }

    void exchange(http_request request, body_sink* sink, exchange_handler handler) override {
        const auto made = std::make_shared<https_exchange>(state_, std::move(request), sink, std::move(handler));
        try {
            made->start();
        } catch (...) {
            made->refuse(error_of_current_exception(transport_errc::refused_by_sink));
        }
    }

    transport_load load() const override { return state_->traffic.load(); }

    bool calls_before_first_byte() const noexcept override { return true; }
    bool takes_lent_body() const noexcept override { return true; }

  private:
    const std::shared_ptr<https_state> state_;
};

}  // namespace detail

SEEDANCE_DECL std::shared_ptr<transport> make_https_transport(boost::asio::any_io_executor executor,
                                                              https_options options) {
    return std::make_shared<detail::https_transport>(std::move(executor), std::move(options));
}

}  // namespace seedance
