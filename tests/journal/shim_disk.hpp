// Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include <sqlite3.h>

namespace test {

/// SQLite's disk for as long as this object lives: it remembers what is written and synced, and fails when it is told
/// to. Several threads may use it.
class shim_disk {
  public:
    struct step {
        enum class kind : std::uint8_t { write, truncate, sync, remove } what;
        std::string file;
        sqlite3_int64 at = 0;  ///< of `truncate`: the size
        std::string bytes{};
    };

    /// What fails: everything that needs room, everything that touches the disk, or only syncs.
    enum class fault : std::uint8_t { no_room, broken, no_sync };

    shim_disk() {
        current() = this;
        vfs_ = *real_;
        vfs_.zName = "shim";
        vfs_.szOsFile += static_cast<int>(sizeof(file));
        vfs_.xOpen = &open;
        vfs_.xDelete = &remove;
        sqlite3_vfs_register(&vfs_, 1);
    }
    shim_disk(const shim_disk&) = delete;
    shim_disk& operator=(const shim_disk&) = delete;
    ~shim_disk() {
        sqlite3_vfs_unregister(&vfs_);
        sqlite3_vfs_register(real_, 1);
        current() = nullptr;
    }

    const std::vector<step>& steps() const { return steps_; }

    /// Lets so many calls go through; after them, so many fail.
    void fail(fault what, long after, long times) {
        fault_ = what;
        calls_left_ = after;
        failures_left_ = times;
    }
    /// Ends that; says whether any call has failed.
    bool mend() {
        const bool has_failed = calls_left_ < 0;
        failures_left_ = 0;
        return has_failed;
    }

  private:
    struct file {
        sqlite3_file base;
        const char* name;
        sqlite3_file* real;
    };

    static shim_disk*& current() {
        static shim_disk* disk = nullptr;
        return disk;
    }
    static file& shim(sqlite3_file* of) { return *reinterpret_cast<file*>(of); }
    static sqlite3_file* real(sqlite3_file* of) { return shim(of).real; }
    static const sqlite3_io_methods& methods(sqlite3_file* of) { return *shim(of).real->pMethods; }

    bool fails(bool needs_room, bool is_sync) {
        const std::lock_guard lock{mutex_};
        const bool is_meant = fault_ == fault::broken || (fault_ == fault::no_room ? needs_room : is_sync);
        if (failures_left_ == 0 || !is_meant || calls_left_-- > 0) return false;
        --failures_left_;
        return true;
    }

    int written(step what, int error) {
        if (fails(what.what == step::kind::write, what.what == step::kind::sync))
            return fault_ == fault::no_room ? SQLITE_FULL : error;
        const std::lock_guard lock{mutex_};
        steps_.push_back(std::move(what));
        return SQLITE_OK;
    }

    static std::string name_of(sqlite3_file* of) { return shim(of).name != nullptr ? shim(of).name : ""; }

    static int open(sqlite3_vfs*, const char* name, sqlite3_file* made, int flags, int* out) {
        shim(made).name = name;
        shim(made).real = reinterpret_cast<sqlite3_file*>(&shim(made) + 1);
        made->pMethods = nullptr;
        const int result = current()->real_->xOpen(current()->real_, name, real(made), flags, out);
        if (real(made)->pMethods != nullptr) made->pMethods = &shim_methods;
        return result;
    }

    static int remove(sqlite3_vfs*, const char* name, int sync) {
        const int failed = current()->written({step::kind::remove, name}, SQLITE_IOERR_DELETE);
        return failed ? failed : current()->real_->xDelete(current()->real_, name, sync);
    }

    static int close(sqlite3_file* of) { return methods(of).xClose(real(of)); }
    static int read(sqlite3_file* of, void* bytes, int size, sqlite3_int64 at) {
        if (current()->fails(false, false)) return SQLITE_IOERR_READ;
        return methods(of).xRead(real(of), bytes, size, at);
    }
    static int write(sqlite3_file* of, const void* bytes, int size, sqlite3_int64 at) {
        std::string copy{static_cast<const char*>(bytes), static_cast<std::size_t>(size)};
        const int failed =
            current()->written({step::kind::write, name_of(of), at, std::move(copy)}, SQLITE_IOERR_WRITE);
        return failed ? failed : methods(of).xWrite(real(of), bytes, size, at);
    }
    static int truncate(sqlite3_file* of, sqlite3_int64 size) {
        const int failed = current()->written({step::kind::truncate, name_of(of), size}, SQLITE_IOERR_TRUNCATE);
        return failed ? failed : methods(of).xTruncate(real(of), size);
    }
    static int sync(sqlite3_file* of, int flags) {
        const int failed = current()->written({step::kind::sync, name_of(of)}, SQLITE_IOERR_FSYNC);
        return failed ? failed : methods(of).xSync(real(of), flags);
    }
    static int size(sqlite3_file* of, sqlite3_int64* out) { return methods(of).xFileSize(real(of), out); }
    static int lock(sqlite3_file* of, int kind) { return methods(of).xLock(real(of), kind); }
    static int unlock(sqlite3_file* of, int kind) { return methods(of).xUnlock(real(of), kind); }
    static int is_reserved(sqlite3_file* of, int* out) { return methods(of).xCheckReservedLock(real(of), out); }
    static int control(sqlite3_file* of, int what, void* with) {
        return methods(of).xFileControl(real(of), what, with);
    }
    static int sector(sqlite3_file* of) { return methods(of).xSectorSize(real(of)); }
    static int device(sqlite3_file* of) { return methods(of).xDeviceCharacteristics(real(of)); }
    static int shm_map(sqlite3_file* of, int page, int size, int extend, void volatile** out) {
        return methods(of).xShmMap(real(of), page, size, extend, out);
    }
    static int shm_lock(sqlite3_file* of, int offset, int count, int flags) {
        return methods(of).xShmLock(real(of), offset, count, flags);
    }
    static void shm_barrier(sqlite3_file* of) { methods(of).xShmBarrier(real(of)); }
    static int shm_unmap(sqlite3_file* of, int remove) { return methods(of).xShmUnmap(real(of), remove); }

    static constexpr sqlite3_io_methods shim_methods{
        2,        &close,  &read,   &write,   &truncate, &sync,        &size,      &lock,   &unlock, &is_reserved,
        &control, &sector, &device, &shm_map, &shm_lock, &shm_barrier, &shm_unmap, nullptr, nullptr};

    sqlite3_vfs* real_ = sqlite3_vfs_find(nullptr);
    sqlite3_vfs vfs_{};
    std::mutex mutex_;
    std::vector<step> steps_;
    fault fault_ = fault::broken;
    long calls_left_ = 0;
    long failures_left_ = 0;
};

}  // namespace test
