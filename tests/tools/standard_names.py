# Copyright (c) 2026 the seedance authors. Distributed under the Boost Software License, Version 1.0.
"""Which standard headers declare a name of std: a table of what is used here and its neighbours, to which new names are added."""
import re

# What one header declares and no other. "name::" is a namespace with all that is in it.
DECLARED_BY = {
    "algorithm": "all_of any_of binary_search clamp copy copy_if copy_n count count_if equal equal_range fill fill_n "
                 "find find_if find_if_not for_each for_each_n generate includes lexicographical_compare lower_bound "
                 "max max_element min min_element minmax minmax_element mismatch none_of nth_element partition "
                 "partition_point remove_if replace replace_if reverse rotate search shuffle sort stable_sort "
                 "transform unique upper_bound",
    "any": "any any_cast",
    "array": "array to_array",
    "atomic": "atomic atomic_bool atomic_flag atomic_thread_fence memory_order memory_order_acq_rel "
              "memory_order_acquire memory_order_relaxed memory_order_release memory_order_seq_cst",
    "bit": "bit_cast bit_ceil bit_floor bit_width countl_zero countr_zero endian has_single_bit popcount rotl rotr",
    "cctype": "isalnum isalpha isdigit isxdigit tolower toupper",
    "cerrno": "EACCES EAGAIN EBADF ECONNREFUSED ECONNRESET EDQUOT EEXIST EFBIG EINTR EINVAL EIO ENOENT ENOSPC ENOTSUP "
              "EPIPE ERANGE errno ETIMEDOUT EWOULDBLOCK",
    "cassert": "assert",
    "charconv": "chars_format from_chars from_chars_result to_chars to_chars_result",
    "chrono": "chrono:: chrono_literals::",
    "climits": "CHAR_BIT INT_MAX INT_MIN LONG_MAX UINT_MAX",
    "cmath": "llround log round sqrt",
    "compare": "<=> partial_ordering strong_ordering three_way_comparable weak_ordering",
    "concepts": "constructible_from convertible_to copy_constructible copyable default_initializable derived_from "
                "equality_comparable floating_point integral invocable movable predicate regular same_as semiregular "
                "signed_integral totally_ordered unsigned_integral",
    "condition_variable": "condition_variable condition_variable_any cv_status",
    "coroutine": "coroutine_handle coroutine_traits suspend_always suspend_never",
    "csignal": "sig_atomic_t SIGABRT SIGINT SIGKILL signal SIGPIPE SIGTERM",
    "cstddef": "byte max_align_t nullptr_t offsetof ptrdiff_t",
    "cstdint": "int16_t INT32_MAX int32_t INT64_MAX INT64_MIN int64_t int8_t intptr_t SIZE_MAX uint16_t UINT32_MAX "
               "uint32_t UINT64_MAX uint64_t uint8_t uintmax_t uintptr_t",
    "cstdio": "EOF fclose feof ferror fflush fgets FILE fopen fprintf fputs fread fseek fwrite perror printf rename "
              "SEEK_CUR SEEK_END SEEK_SET setvbuf snprintf stderr stdin stdout",
    "cstdlib": "_Exit abort atol atoll exit EXIT_FAILURE EXIT_SUCCESS free getenv llabs malloc strtoll strtoull",
    "cstring": "memchr memcmp memcpy memmove memset strchr strcmp strerror strlen strncmp strrchr strstr",
    "ctime": "gmtime strftime time time_t tm",
    "deque": "deque",
    "exception": "current_exception exception exception_ptr make_exception_ptr rethrow_exception set_terminate "
                 "terminate uncaught_exceptions",
    "filesystem": "filesystem::",
    "fstream": "fstream ifstream ofstream",
    "functional": "bad_function_call cref function greater identity invoke less not_fn ref reference_wrapper",
    "future": "async future future_status launch packaged_task promise shared_future",
    "initializer_list": "initializer_list",
    "iomanip": "quoted setfill setprecision setw",
    "ios": "dec fixed hex ios_base",
    "iostream": "cerr cin clog cout",
    "istream": "ws",
    "iterator": "advance back_inserter cbegin cend distance inserter istreambuf_iterator iterator_traits "
                "make_move_iterator next prev reverse_iterator",
    "limits": "numeric_limits",
    "list": "list",
    "map": "map multimap",
    "memory": "addressof allocate_shared allocator allocator_traits bad_weak_ptr const_pointer_cast construct_at "
              "default_delete destroy_at dynamic_pointer_cast enable_shared_from_this make_shared make_unique make_unique_for_overwrite "
              "shared_ptr static_pointer_cast to_address unique_ptr weak_ptr",
    "mutex": "adopt_lock call_once defer_lock lock lock_guard mutex once_flag recursive_mutex scoped_lock try_to_lock "
             "unique_lock",
    "new": "align_val_t bad_alloc bad_array_new_length get_new_handler hardware_destructive_interference_size launder "
           "new_handler nothrow nothrow_t set_new_handler",
    "numeric": "accumulate gcd iota midpoint reduce",
    "optional": "bad_optional_access make_optional nullopt nullopt_t optional",
    "ostream": "endl ends flush",
    "random": "minstd_rand mt19937 mt19937_64 random_device uniform_int_distribution uniform_real_distribution",
    "ranges": "ranges:: views::",
    "ratio": "kilo mega micro milli nano ratio",
    "regex": "regex regex_match smatch",
    "set": "set",
    "shared_mutex": "shared_lock shared_mutex",
    "source_location": "source_location",
    "span": "as_bytes as_writable_bytes dynamic_extent span",
    "sstream": "istringstream ostringstream stringstream",
    "stdexcept": "domain_error invalid_argument length_error logic_error out_of_range overflow_error range_error "
                 "runtime_error underflow_error",
    "stop_token": "stop_callback stop_source stop_token",
    "string": "basic_string getline stod stoi stol stoll stoul stoull string string_literals:: to_string u8string",
    "string_view": "basic_string_view string_view string_view_literals::",
    "system_error": "errc error_category error_code error_condition generic_category is_error_code_enum "
                    "is_error_condition_enum make_error_code make_error_condition system_category system_error",
    "thread": "jthread this_thread:: thread",
    "tuple": "apply forward_as_tuple ignore make_from_tuple make_tuple tie tuple tuple_cat",
    "type_traits": "bool_constant common_reference_t common_type common_type_t conditional conditional_t conjunction "
                   "conjunction_v decay decay_t disjunction disjunction_v enable_if enable_if_t extent_v false_type "
                   "integral_constant invoke_result invoke_result_t make_signed_t make_unsigned_t negation negation_v "
                   "true_type type_identity type_identity_t underlying_type underlying_type_t void_t",
    "typeinfo": "bad_cast bad_typeid type_info typeid",
    "unordered_map": "unordered_map unordered_multimap",
    "unordered_set": "unordered_set unordered_multiset",
    "utility": "as_const cmp_equal cmp_less cmp_less_equal declval exchange forward in_place in_place_t in_range "
               "index_sequence integer_sequence make_index_sequence make_pair move pair swap",
    "variant": "bad_variant_access get_if holds_alternative monostate variant variant_alternative_t variant_npos "
               "variant_size variant_size_v visit",
    "vector": "vector",
}
# What several declare, any of which will do; the first is the usual one.
DECLARED_BY_SEVERAL = {
    "abs": "cmath cstdlib",
    "begin end data empty size ssize rbegin rend": "iterator array deque initializer_list list map set span string string_view "
                                                   "unordered_map unordered_set vector",
    "char_traits": "string string_view",
    "erase erase_if": "vector deque list map set string unordered_map unordered_set",
    "get": "tuple utility variant array ranges",
    "hash": "functional memory optional string string_view system_error thread variant",
    "in_place_type": "utility variant",
    "ios": "ios iosfwd iostream",
    "istream": "istream iosfwd iostream",
    "ostream": "ostream iosfwd iostream",
    "remove": "algorithm cstdio",
    "size_t": "cstddef cstdio cstdlib cstring ctime",
    "streambuf": "streambuf iosfwd",
    "streamoff streamsize streampos": "ios iosfwd",
    "tuple_element tuple_element_t tuple_size tuple_size_v": "tuple utility array",
}
TRAIT = re.compile(r"(is|has|add|remove)_\w+")  # what is not in the tables and looks like this is in <type_traits>

_HEADERS = {name: [header] for header, names in DECLARED_BY.items() for name in names.split()}
_HEADERS.update({name: headers.split() for names, headers in DECLARED_BY_SEVERAL.items() for name in names.split()})
STANDARD_HEADERS = {header for headers in _HEADERS.values() for header in headers}
# A macro has no std:: before it, nor have keywords and operators that need a header.
WITHOUT_STD = {name for name in _HEADERS if re.fullmatch(r"[A-Z][A-Z0-9_]+|errno|assert|offsetof|std(in|out|err)|typeid|<=>", name)} - {"FILE"}


def headers_of(name):
    """The headers that declare a name, the usual one first; none of a name that is not known."""
    return _HEADERS.get(name, ["type_traits"] if TRAIT.fullmatch(name) else [])
