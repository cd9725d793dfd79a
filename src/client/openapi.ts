// Generated from the OpenAPI document by "npm run docs".
export interface paths {
    "/api/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The health check of the predecessor */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/livez": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process runs; asks no dependency */
        get: operations["livez"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether this process should get traffic */
        get: operations["readyz"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What runs here */
        get: operations["version"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Figures for Prometheus */
        get: operations["metrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversions/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Watch one conversion
         * @description Server-Sent Events; the id of each is the revision.
         *     `snapshot` (the conversion) comes first, unless Last-Event-ID is current; then `progress` ({id, status, progress, stage,
         *     attempt, eta_seconds?, updated_at}), at most four a second, the latest wins; at last `completed`, `failed` or `cancelled` (the
         *     conversion), after which the stream ends; or `deleted` ({id}), where it was deleted meanwhile. A reader that has seen the
         *     end and connects again gets 204.
         *     A comment comes every 15 seconds. A reader that takes nothing is dropped; a connection lasts about ten minutes: EventSource
         *     connects again by itself.
         */
        get: operations["watchConversion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Watch many conversions over one connection
         * @description One connection for a whole page, because browsers allow six for each origin. The id of each event
         *     is `<conversion id>:<revision>`. Every connection begins with a snapshot of each conversion: one Last-Event-ID cannot say
         *     what was seen of the others.
         *     With `ids`, a last event `done` follows once all have ended, and the stream ends; a reader that comes back with its id gets
         *     204. With `tag`, the stream stays open and takes up conversions that are created later. `deleted` ({id}) says that one is gone.
         */
        get: operations["watchConversions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/formats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every pair of formats that this server converts, with its options */
        get: operations["listFormats"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/archive": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download the results of many conversions as one ZIP archive
         * @description Made while it is sent. A name that occurs twice gets a number: `part.glb`, `part (2).glb`. Where a file cannot be read after all, the connection breaks off: an archive that arrives is whole.
         */
        get: operations["downloadArchive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List conversions, newest first */
        get: operations["listConversions"];
        put?: never;
        /**
         * Upload a model to be converted
         * @description The file is streamed to the storage; it may be large and slow. `Prefer: wait=30` answers 200 with the finished conversion if it ends within that time (at most 60 s).
         *
         *     With an `Idempotency-Key` the upload may be sent again without fear: one key makes one conversion, for 24 hours. Where it made one, the answer is given again, with `Idempotency-Replayed: true`: before the body where the client sends `Expect: 100-continue` and the same `Content-Length`, otherwise once the body was read and compared. The same key with another file, name, target, options, tag or preview is 422; while the first request is under way it is 409. A request that failed gives its key back.
         */
        post: operations["createConversion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One conversion */
        get: operations["getConversion"];
        put?: never;
        post?: never;
        /**
         * Delete a conversion and its files
         * @description Cancels it first if it has not ended.
         */
        delete: operations["deleteConversion"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversions/{id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Download a file of a conversion */
        get: operations["downloadFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        /** What a download would answer */
        head: operations["headFile-head"];
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversions/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop a conversion that has not ended */
        post: operations["cancelConversion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/conversions/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Convert the same original once more
         * @description Makes a new conversion with `retry_of`; the old one stays as it is. With an `Idempotency-Key` the request may be sent again without fear, as an upload may.
         */
        post: operations["retryConversion"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** Problem */
        Problem: {
            /**
             * @description Where the code is explained.
             * @example /docs/errors#file_required
             */
            type: string;
            title: string;
            status: number;
            /** @description What is wrong with this request and what to do. */
            detail: string;
            /** @description The path that was asked for. */
            instance: string;
            /**
             * @description Stable; match on this.
             * @enum {string}
             */
            code: "form_expected" | "form_malformed" | "file_required" | "too_many_files" | "file_empty" | "target_format_required" | "field_repeated" | "field_too_long" | "tag_invalid" | "preview_invalid" | "options_malformed" | "options_invalid" | "file_extension_missing" | "source_format_unknown" | "target_format_unknown" | "content_mismatch" | "pair_unsupported" | "file_too_large" | "upload_stalled" | "upload_aborted" | "storage_full" | "idempotency_key_invalid" | "idempotency_key_in_flight" | "idempotency_key_reused" | "queue_full" | "id_malformed" | "query_invalid" | "page_invalid" | "limit_invalid" | "status_invalid" | "cursor_invalid" | "file_type_required" | "file_type_unknown" | "conversion_not_found" | "file_not_found" | "preview_not_made" | "conversion_not_finished" | "conversion_has_no_result" | "conversion_already_ended" | "conversion_not_ended" | "file_expired" | "range_not_satisfiable" | "events_not_acceptable" | "too_many_streams" | "route_not_found" | "method_not_allowed" | "request_invalid" | "payload_too_large" | "shutting_down" | "dependency_unavailable" | "internal" | "input_truncated" | "input_malformed" | "input_version_unsupported" | "input_feature_unsupported" | "input_external_reference" | "input_no_geometry" | "selection_empty" | "input_limit_exceeded" | "input_archive_model" | "input_archive_unsafe" | "target_limit_exceeded" | "output_limit_exceeded" | "output_invalid" | "engine_failed" | "engine_crashed" | "engine_out_of_memory" | "engine_timed_out" | "engine_stalled" | "engine_unavailable" | "worker_lost" | "original_missing";
            /** @description True where the same request may succeed later. */
            retryable: boolean;
            /** @description Finds the request in the log; also in X-Request-Id. */
            request_id: string;
            errors: {
                /** @description JSON Pointer (RFC 6901) to the part that is wrong. */
                pointer: string;
                detail: string;
            }[];
            /** @description The plain sentence that clients of the predecessor know. */
            error: string;
        };
        /** Conversion */
        Conversion: {
            id: string;
            /** @enum {string} */
            status: "pending" | "in_progress" | "completed" | "failed" | "cancelled";
            /** @description Percent; never falls within an attempt, 100 only with `completed`. */
            progress: number;
            /** @description Key of the uploaded file in the storage. */
            original_file_path: string;
            /** @description Key of the result; absent until completed. */
            converted_file_path?: string;
            /** @enum {string} */
            stage: "queued" | "validating" | "reading" | "converting" | "writing" | "previewing" | "storing" | "done";
            /** @description Progress starts again with each attempt. */
            attempt: number;
            max_attempts: number;
            /**
             * @description Id of a format; GET /api/v1/formats lists those of this server.
             * @example step
             * @example iges
             * @example brep
             * @example stl
             * @example obj
             * @example ply
             * @example off
             * @example glb
             * @example gltf
             * @example 3mf
             * @example amf
             * @example dae
             * @example fbx
             * @example 3ds
             * @example x3d
             * @example vrml
             * @example usdz
             * @example usd
             * @example ifc
             * @example 3dm
             * @example zip
             */
            source_format: string;
            /**
             * @description Id of a format; GET /api/v1/formats lists those of this server.
             * @example step
             * @example iges
             * @example brep
             * @example stl
             * @example obj
             * @example ply
             * @example off
             * @example glb
             * @example gltf
             * @example 3mf
             * @example amf
             * @example dae
             * @example fbx
             * @example 3ds
             * @example x3d
             * @example vrml
             * @example usdz
             * @example usd
             * @example ifc
             * @example 3dm
             * @example zip
             */
            target_format: string;
            options: {
                [key: string]: unknown;
            };
            tag?: string;
            file_name: string;
            size_bytes: number;
            sha256: string;
            output?: {
                file_name: string;
                size_bytes: number;
                sha256: string;
                media_type: string;
            };
            /** @description What was made to look at, where the upload asked for it. */
            preview?: {
                original?: {
                    size_bytes: number;
                    /** @description Shown in it, every instance counted. */
                    triangles: number;
                    /** @description Of the whole model. */
                    total_triangles: number;
                };
                converted?: {
                    size_bytes: number;
                    /** @description Shown in it, every instance counted. */
                    triangles: number;
                    /** @description Of the whole model. */
                    total_triangles: number;
                };
            };
            engine?: {
                name: string;
                version: string;
            };
            report?: {
                /**
                 * @description Id of a format; GET /api/v1/formats lists those of this server.
                 * @example step
                 * @example iges
                 * @example brep
                 * @example stl
                 * @example obj
                 * @example ply
                 * @example off
                 * @example glb
                 * @example gltf
                 * @example 3mf
                 * @example amf
                 * @example dae
                 * @example fbx
                 * @example 3ds
                 * @example x3d
                 * @example vrml
                 * @example usdz
                 * @example usd
                 * @example ifc
                 * @example 3dm
                 * @example zip
                 */
                format: string;
                parts: number;
                /** @description Closed bodies. */
                bodies?: number;
                /** @description B-rep faces. */
                faces?: number;
                triangles?: number;
                vertices?: number;
                bounds?: {
                    /** @description x, y, z */
                    min: number[];
                    /** @description x, y, z */
                    max: number[];
                };
                /** @enum {string} */
                unit: "um" | "mm" | "cm" | "m" | "km" | "in" | "ft" | "unknown";
                /** @enum {string} */
                up_axis: "y" | "z";
                /** @description In the square of the unit. */
                area?: number;
                /** @description In the cube of the unit; only where every body is closed. */
                volume?: number;
                /** @description Distinct colours. */
                colours: number;
                source: {
                    /**
                     * @description Id of a format; GET /api/v1/formats lists those of this server.
                     * @example step
                     * @example iges
                     * @example brep
                     * @example stl
                     * @example obj
                     * @example ply
                     * @example off
                     * @example glb
                     * @example gltf
                     * @example 3mf
                     * @example amf
                     * @example dae
                     * @example fbx
                     * @example 3ds
                     * @example x3d
                     * @example vrml
                     * @example usdz
                     * @example usd
                     * @example ifc
                     * @example 3dm
                     * @example zip
                     */
                    format: string;
                    parts: number;
                    /** @description Closed bodies. */
                    bodies?: number;
                    /** @description B-rep faces. */
                    faces?: number;
                    triangles?: number;
                    vertices?: number;
                    bounds?: {
                        /** @description x, y, z */
                        min: number[];
                        /** @description x, y, z */
                        max: number[];
                    };
                    /** @enum {string} */
                    unit: "um" | "mm" | "cm" | "m" | "km" | "in" | "ft" | "unknown";
                    /** @enum {string} */
                    up_axis: "y" | "z";
                    /** @description In the square of the unit. */
                    area?: number;
                    /** @description In the cube of the unit; only where every body is closed. */
                    volume?: number;
                    /** @description Distinct colours. */
                    colours: number;
                };
                warnings: string[];
                lost: {
                    /** @description What did not survive. */
                    what: string;
                    count: number;
                    why: string;
                }[];
                /** @description Time spent in each step. */
                timings_ms: {
                    [key: string]: number;
                };
            };
            error?: {
                /** @enum {string} */
                code: "form_expected" | "form_malformed" | "file_required" | "too_many_files" | "file_empty" | "target_format_required" | "field_repeated" | "field_too_long" | "tag_invalid" | "preview_invalid" | "options_malformed" | "options_invalid" | "file_extension_missing" | "source_format_unknown" | "target_format_unknown" | "content_mismatch" | "pair_unsupported" | "file_too_large" | "upload_stalled" | "upload_aborted" | "storage_full" | "idempotency_key_invalid" | "idempotency_key_in_flight" | "idempotency_key_reused" | "queue_full" | "id_malformed" | "query_invalid" | "page_invalid" | "limit_invalid" | "status_invalid" | "cursor_invalid" | "file_type_required" | "file_type_unknown" | "conversion_not_found" | "file_not_found" | "preview_not_made" | "conversion_not_finished" | "conversion_has_no_result" | "conversion_already_ended" | "conversion_not_ended" | "file_expired" | "range_not_satisfiable" | "events_not_acceptable" | "too_many_streams" | "route_not_found" | "method_not_allowed" | "request_invalid" | "payload_too_large" | "shutting_down" | "dependency_unavailable" | "internal" | "input_truncated" | "input_malformed" | "input_version_unsupported" | "input_feature_unsupported" | "input_external_reference" | "input_no_geometry" | "selection_empty" | "input_limit_exceeded" | "input_archive_model" | "input_archive_unsafe" | "target_limit_exceeded" | "output_limit_exceeded" | "output_invalid" | "engine_failed" | "engine_crashed" | "engine_out_of_memory" | "engine_timed_out" | "engine_stalled" | "engine_unavailable" | "worker_lost" | "original_missing";
                message: string;
                retryable: boolean;
                /** @enum {string} */
                stage: "queued" | "validating" | "reading" | "converting" | "writing" | "previewing" | "storing" | "done";
            };
            /** @description The conversion that this one tries again. */
            retry_of?: string;
            /** @description While pending; 1 is next, 1001 means that more than 1000 are before it. */
            queue_position?: number;
            /** @description Measured from the progress so far; absent where unknown. */
            eta_seconds?: number;
            /**
             * Format: date-time
             * @description When it was accepted.
             * @example 2026-01-31T12:00:00.000Z
             */
            created_at: string;
            /**
             * Format: date-time
             * @description When its first attempt began.
             * @example 2026-01-31T12:00:00.000Z
             */
            started_at?: string;
            /**
             * Format: date-time
             * @description When it ended, in whatever way.
             * @example 2026-01-31T12:00:00.000Z
             */
            completed_at?: string;
            /**
             * Format: date-time
             * @description When its files are removed.
             * @example 2026-01-31T12:00:00.000Z
             */
            expires_at?: string;
            links: {
                /** @description This resource. */
                self: string;
                /** @description Its event stream. */
                events: string;
                /** @description What happened to it, as text. */
                log: string;
                /** @description The uploaded file, while it is kept. */
                original?: string;
                /** @description The result, while it is kept. */
                converted?: string;
                /** @description The report, once completed. */
                report?: string;
                /** @description A GLB to look at instead of the result, while it is kept. */
                preview?: string;
                /** @description A GLB to look at instead of the original, while it is kept. */
                original_preview?: string;
                /** @description A PNG of 256 × 256 pixels, while it is kept. */
                thumbnail?: string;
            };
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Store and bus answer. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        message: "ok";
                        /** Format: date-time */
                        timestamp: string;
                    };
                };
            };
            /** @description internal: Something broke inside */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description dependency_unavailable: A dependency is unavailable */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    livez: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It runs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "alive";
                    };
                };
            };
            /** @description internal: Something broke inside */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readyz: {
        parameters: {
            query?: {
                /**
                 * @description Names each dependency; with or without a value.
                 * @example 1
                 */
                verbose?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It should. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ready" | "draining" | "unavailable";
                        checks?: {
                            /** @enum {string} */
                            name: "store" | "bus" | "storage" | "engines";
                            /** @enum {string} */
                            status: "up" | "down";
                            latency_ms: number;
                        }[];
                        /** @description What engines run in, so that a hostile model can do little; or "none". */
                        engine_sandbox?: string;
                    };
                };
            };
            /** @description internal: Something broke inside */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description It should not: it is draining, or a dependency is down. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        status: "ready" | "draining" | "unavailable";
                        checks?: {
                            /** @enum {string} */
                            name: "store" | "bus" | "storage" | "engines";
                            /** @enum {string} */
                            status: "up" | "down";
                            latency_ms: number;
                        }[];
                        /** @description What engines run in, so that a hostile model can do little; or "none". */
                        engine_sandbox?: string;
                    };
                };
            };
        };
    };
    version: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Name and version. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @enum {string} */
                        name: "converto";
                        version: string;
                        commit?: string;
                        node: string;
                    };
                };
            };
            /** @description internal: Something broke inside */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    metrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description In the text format of Prometheus. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description internal: Something broke inside */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    watchConversion: {
        parameters: {
            query?: {
                /** @description What Last-Event-ID does, for a first connection. */
                last_event_id?: string;
            };
            header?: {
                /** @description Sent by EventSource by itself. */
                "last-event-id"?: string;
            };
            path: {
                /**
                 * @description 24 hexadecimal digits.
                 * @example 0197c2a45f1e3b9a6c2d4e5f
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events, until the conversion has ended. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            /** @description The reader has seen the end already. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description id_malformed: The id is malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description conversion_not_found: No such conversion */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description events_not_acceptable: This resource is an event stream */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too_many_streams: Too many event streams */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal: Something broke inside */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description shutting_down: The server is shutting down */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    watchConversions: {
        parameters: {
            query?: {
                /** @description Up to 100 ids with commas between them. */
                ids?: string;
                /** @description Every conversion with this tag. */
                tag?: string;
                /** @description What Last-Event-ID does, for a first connection. */
                last_event_id?: string;
            };
            header?: {
                /** @description Sent by EventSource by itself. */
                "last-event-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events, until the conversion has ended. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            /** @description The reader has seen the end already. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description query_invalid: The query is invalid · id_malformed: The id is malformed · tag_invalid: The tag is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description conversion_not_found: No such conversion */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description events_not_acceptable: This resource is an event stream */
            406: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too_many_streams: Too many event streams */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal: Something broke inside */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description shutting_down: The server is shutting down */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listFormats: {
        parameters: {
            query?: never;
            header?: {
                "if-none-match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All pairs. */
            200: {
                headers: {
                    /** @description Changes when the formats do; compressed it is another one. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Every format that is in a pair. */
                        formats: {
                            /**
                             * @description Id of a format; GET /api/v1/formats lists those of this server.
                             * @example step
                             * @example iges
                             * @example brep
                             * @example stl
                             * @example obj
                             * @example ply
                             * @example off
                             * @example glb
                             * @example gltf
                             * @example 3mf
                             * @example amf
                             * @example dae
                             * @example fbx
                             * @example 3ds
                             * @example x3d
                             * @example vrml
                             * @example usdz
                             * @example usd
                             * @example ifc
                             * @example 3dm
                             * @example zip
                             */
                            id: string;
                            name: string;
                            /** @description With the dot; results get the first. */
                            extensions: string[];
                            media_type: string;
                        }[];
                        data: {
                            /**
                             * @description Id of a format; GET /api/v1/formats lists those of this server.
                             * @example step
                             * @example iges
                             * @example brep
                             * @example stl
                             * @example obj
                             * @example ply
                             * @example off
                             * @example glb
                             * @example gltf
                             * @example 3mf
                             * @example amf
                             * @example dae
                             * @example fbx
                             * @example 3ds
                             * @example x3d
                             * @example vrml
                             * @example usdz
                             * @example usd
                             * @example ifc
                             * @example 3dm
                             * @example zip
                             */
                            source: string;
                            /**
                             * @description Id of a format; GET /api/v1/formats lists those of this server.
                             * @example step
                             * @example iges
                             * @example brep
                             * @example stl
                             * @example obj
                             * @example ply
                             * @example off
                             * @example glb
                             * @example gltf
                             * @example 3mf
                             * @example amf
                             * @example dae
                             * @example fbx
                             * @example 3ds
                             * @example x3d
                             * @example vrml
                             * @example usdz
                             * @example usd
                             * @example ifc
                             * @example 3dm
                             * @example zip
                             */
                            target: string;
                            engine: string;
                            /**
                             * @description exact: B-rep to B-rep · tessellated: B-rep to triangles · mesh: mesh to mesh · faceted: mesh to flat B-rep faces
                             * @enum {string}
                             */
                            fidelity: "exact" | "tessellated" | "mesh" | "faceted";
                            /** @description What is kept beside the shape, where the model has it: names, colours, units … */
                            kept: string[];
                            /** @description What the source can have and the target cannot hold. */
                            lost: string[];
                            /** @description JSON Schema of the options of this pair. */
                            options_schema: {
                                [key: string]: unknown;
                            };
                        }[];
                    };
                };
            };
            /** @description They have not changed. */
            304: {
                headers: {
                    /** @description Changes when the formats do; compressed it is another one. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description internal: Something broke inside */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    downloadArchive: {
        parameters: {
            query: {
                /** @description Up to 100 ids of completed conversions, with commas between them. */
                ids: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The archive. */
            200: {
                headers: {
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/zip": string;
                };
            };
            /** @description query_invalid: The query is invalid · id_malformed: The id is malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description conversion_not_found: No such conversion */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description conversion_not_finished: The conversion has not finished · conversion_has_no_result: The conversion has no result */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description file_expired: The file has expired */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal: Something broke inside */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description dependency_unavailable: A dependency is unavailable */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listConversions: {
        parameters: {
            query?: {
                /** @description Only those in this status. */
                status?: "pending" | "in_progress" | "completed" | "failed" | "cancelled";
                /**
                 * @description With or without the dot, in any case.
                 * @example glb
                 */
                target_format?: string;
                /** @example order-4711 */
                tag?: string;
                /**
                 * @description For people; default 1. A later page takes longer; programs follow next_cursor.
                 * @example 1
                 */
                page?: number;
                /** @example 10 */
                limit?: number;
                /** @description The next_cursor of an earlier answer with the same filters; stable while conversions are added. Not together with page. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @description Null where a cursor was used. */
                        page: number | null;
                        limit: number;
                        /** @description How many match in all; at least so many where total_is_exact is false. */
                        total: number;
                        /** @description False where there are too many to count for each answer. */
                        total_is_exact: boolean;
                        data: components["schemas"]["Conversion"][];
                        has_more: boolean;
                        /** @description Null on the last page. */
                        next_cursor: string | null;
                    };
                };
            };
            /** @description status_invalid: The status is not known · target_format_unknown: The target format is not known · tag_invalid: The tag is invalid · page_invalid: The page is invalid · limit_invalid: The limit is invalid · cursor_invalid: The cursor is invalid · query_invalid: The query is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal: Something broke inside */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createConversion: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any name for this request that is used for no other, such as a UUID. Kept for 24 hours.
                 * @example 6c1a1a0e-94f1-4c1e-9d0f-5f2d3f2b7a10
                 */
                "idempotency-key"?: string;
                /**
                 * @description `wait=N`, in seconds.
                 * @example wait=0
                 */
                prefer?: string;
            };
            path?: never;
            cookie?: never;
        };
        /** @description Fields in any order; unknown fields are ignored. */
        requestBody: {
            content: {
                "multipart/form-data": {
                    /**
                     * Format: binary
                     * @description The model, with a file name; the extension says the source format.
                     */
                    file: string;
                    /**
                     * @description With or without the dot, in any case. GET /api/v1/formats lists what is possible.
                     * @example glb
                     */
                    target_format: string;
                    /**
                     * @description A JSON object; GET /api/v1/formats shows the options of each pair.
                     * @example {"linear_deflection": 0.001}
                     */
                    options?: string;
                    /**
                     * @description A label of yours, to list or watch conversions by.
                     * @example order-4711
                     */
                    tag?: string;
                    /**
                     * @description Also make previews (GLB) of the original and of the result, and a thumbnail (PNG): `files?type=preview`, `original_preview` and `thumbnail`. One that cannot be made is a warning in the report and no failure. An administrator may have turned them off.
                     * @default false
                     * @enum {string}
                     */
                    preview?: "true" | "false";
                };
            };
        };
        responses: {
            /** @description It ended within the preferred time. */
            200: {
                headers: {
                    /** @description Path of the new conversion. */
                    Location?: string;
                    "Preference-Applied"?: string;
                    /** @description Only where an earlier request with the same key made the conversion. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversion"];
                };
            };
            /** @description Accepted, durably. */
            201: {
                headers: {
                    /** @description Path of the new conversion. */
                    Location?: string;
                    /** @description Only where an earlier request with the same key made the conversion. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @example 0197c2a45f1e3b9a6c2d4e5f */
                        id: string;
                        /** @enum {string} */
                        status: "pending";
                        /** @enum {string} */
                        message: "Conversion created successfully";
                    };
                };
            };
            /** @description form_expected: A multipart form is expected · form_malformed: The multipart form is malformed · file_required: The file is missing · too_many_files: More than one file · file_empty: The file is empty · target_format_required: The target format is missing · target_format_unknown: The target format is not known · file_extension_missing: The file name has no extension · source_format_unknown: The source format is not known · field_repeated: A field was sent twice · field_too_long: A field is too long · tag_invalid: The tag is invalid · preview_invalid: The preview field is neither true nor false · options_malformed: The options are not a JSON object · idempotency_key_invalid: The idempotency key is invalid · upload_aborted: The upload was broken off · request_invalid: The request is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description upload_stalled: The upload stalled */
            408: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_in_flight: A request with this idempotency key is under way */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description file_too_large: The file is too large · payload_too_large: The request is too large */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description content_mismatch: The content is not what the name says · pair_unsupported: This pair of formats is not supported · options_invalid: The options do not fit this conversion · idempotency_key_reused: The idempotency key was used for something else */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description queue_full: Too many conversions are waiting */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal: Something broke inside */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description shutting_down: The server is shutting down · dependency_unavailable: A dependency is unavailable */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage_full: The storage is full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getConversion: {
        parameters: {
            query?: {
                /**
                 * @description Long poll: answer once it has ended, or after so many seconds (at most 60). With If-None-Match: once it has changed.
                 * @example 0
                 */
                wait?: number;
            };
            header?: {
                /** @description An earlier ETag. */
                "if-none-match"?: string;
            };
            path: {
                /**
                 * @description 24 hexadecimal digits.
                 * @example 0197c2a45f1e3b9a6c2d4e5f
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The conversion as it is now. */
            200: {
                headers: {
                    /** @description The revision. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversion"];
                };
            };
            /** @description It has not changed. */
            304: {
                headers: {
                    /** @description The revision. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description id_malformed: The id is malformed · query_invalid: The query is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description conversion_not_found: No such conversion */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal: Something broke inside */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteConversion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description 24 hexadecimal digits.
                 * @example 0197c2a45f1e3b9a6c2d4e5f
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description id_malformed: The id is malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description conversion_not_found: No such conversion */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal: Something broke inside */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    downloadFile: {
        parameters: {
            query: {
                /** @description Which file; `report` is JSON, `log` is text, `preview` (of the result) and `original_preview` are GLB, `thumbnail` is a PNG of 256 × 256 pixels. The last three exist where the upload asked for them. */
                type: "original" | "converted" | "report" | "log" | "preview" | "original_preview" | "thumbnail";
                /** @description `inline` gives the media type of the format instead of application/octet-stream. */
                disposition?: "attachment" | "inline";
            };
            header?: {
                /**
                 * @description One range of bytes.
                 * @example bytes=0-1023
                 */
                range?: string;
                /** @description Use the range only if this is still the ETag. */
                "if-range"?: string;
                /** @description An earlier ETag. */
                "if-none-match"?: string;
            };
            path: {
                /**
                 * @description 24 hexadecimal digits.
                 * @example 0197c2a45f1e3b9a6c2d4e5f
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    /** @description The SHA-256 of the whole file. */
                    ETag?: string;
                    "Accept-Ranges"?: "bytes";
                    /** @description RFC 6266, with the name of the upload. */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                    "model/step": string;
                    "model/iges": string;
                    "model/stl": string;
                    "model/obj": string;
                    "model/gltf-binary": string;
                    "model/gltf+json": string;
                    "model/3mf": string;
                    "application/x-amf": string;
                    "model/vnd.collada+xml": string;
                    "application/x-3ds": string;
                    "model/x3d+xml": string;
                    "model/vrml": string;
                    "model/vnd.usdz+zip": string;
                    "application/x-step": string;
                    "model/vnd.3dm": string;
                    "application/zip": string;
                    "text/plain": string;
                    "image/png": string;
                    "application/json": {
                        /**
                         * @description Id of a format; GET /api/v1/formats lists those of this server.
                         * @example step
                         * @example iges
                         * @example brep
                         * @example stl
                         * @example obj
                         * @example ply
                         * @example off
                         * @example glb
                         * @example gltf
                         * @example 3mf
                         * @example amf
                         * @example dae
                         * @example fbx
                         * @example 3ds
                         * @example x3d
                         * @example vrml
                         * @example usdz
                         * @example usd
                         * @example ifc
                         * @example 3dm
                         * @example zip
                         */
                        format: string;
                        parts: number;
                        /** @description Closed bodies. */
                        bodies?: number;
                        /** @description B-rep faces. */
                        faces?: number;
                        triangles?: number;
                        vertices?: number;
                        bounds?: {
                            /** @description x, y, z */
                            min: number[];
                            /** @description x, y, z */
                            max: number[];
                        };
                        /** @enum {string} */
                        unit: "um" | "mm" | "cm" | "m" | "km" | "in" | "ft" | "unknown";
                        /** @enum {string} */
                        up_axis: "y" | "z";
                        /** @description In the square of the unit. */
                        area?: number;
                        /** @description In the cube of the unit; only where every body is closed. */
                        volume?: number;
                        /** @description Distinct colours. */
                        colours: number;
                        source: {
                            /**
                             * @description Id of a format; GET /api/v1/formats lists those of this server.
                             * @example step
                             * @example iges
                             * @example brep
                             * @example stl
                             * @example obj
                             * @example ply
                             * @example off
                             * @example glb
                             * @example gltf
                             * @example 3mf
                             * @example amf
                             * @example dae
                             * @example fbx
                             * @example 3ds
                             * @example x3d
                             * @example vrml
                             * @example usdz
                             * @example usd
                             * @example ifc
                             * @example 3dm
                             * @example zip
                             */
                            format: string;
                            parts: number;
                            /** @description Closed bodies. */
                            bodies?: number;
                            /** @description B-rep faces. */
                            faces?: number;
                            triangles?: number;
                            vertices?: number;
                            bounds?: {
                                /** @description x, y, z */
                                min: number[];
                                /** @description x, y, z */
                                max: number[];
                            };
                            /** @enum {string} */
                            unit: "um" | "mm" | "cm" | "m" | "km" | "in" | "ft" | "unknown";
                            /** @enum {string} */
                            up_axis: "y" | "z";
                            /** @description In the square of the unit. */
                            area?: number;
                            /** @description In the cube of the unit; only where every body is closed. */
                            volume?: number;
                            /** @description Distinct colours. */
                            colours: number;
                        };
                        warnings: string[];
                        lost: {
                            /** @description What did not survive. */
                            what: string;
                            count: number;
                            why: string;
                        }[];
                        /** @description Time spent in each step. */
                        timings_ms: {
                            [key: string]: number;
                        };
                    };
                };
            };
            /** @description A part of the file. */
            206: {
                headers: {
                    /** @description The SHA-256 of the whole file. */
                    ETag?: string;
                    "Accept-Ranges"?: "bytes";
                    /** @description RFC 6266, with the name of the upload. */
                    "Content-Disposition"?: string;
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description It has not changed. */
            304: {
                headers: {
                    /** @description The SHA-256 of the whole file. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description id_malformed: The id is malformed · file_type_required: The file type is missing · file_type_unknown: The file type is not known · query_invalid: The query is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description file_not_found: No such file · preview_not_made: No such preview */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description conversion_not_finished: The conversion has not finished · conversion_has_no_result: The conversion has no result */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description file_expired: The file has expired */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description range_not_satisfiable: The range is outside the file */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal: Something broke inside */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description dependency_unavailable: A dependency is unavailable */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "headFile-head": {
        parameters: {
            query: {
                /** @description Which file; `report` is JSON, `log` is text, `preview` (of the result) and `original_preview` are GLB, `thumbnail` is a PNG of 256 × 256 pixels. The last three exist where the upload asked for them. */
                type: "original" | "converted" | "report" | "log" | "preview" | "original_preview" | "thumbnail";
                /** @description `inline` gives the media type of the format instead of application/octet-stream. */
                disposition?: "attachment" | "inline";
            };
            header?: {
                /**
                 * @description One range of bytes.
                 * @example bytes=0-1023
                 */
                range?: string;
                /** @description Use the range only if this is still the ETag. */
                "if-range"?: string;
                /** @description An earlier ETag. */
                "if-none-match"?: string;
            };
            path: {
                /**
                 * @description 24 hexadecimal digits.
                 * @example 0197c2a45f1e3b9a6c2d4e5f
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    /** @description The SHA-256 of the whole file. */
                    ETag?: string;
                    "Accept-Ranges"?: "bytes";
                    /** @description RFC 6266, with the name of the upload. */
                    "Content-Disposition"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                    "model/step": string;
                    "model/iges": string;
                    "model/stl": string;
                    "model/obj": string;
                    "model/gltf-binary": string;
                    "model/gltf+json": string;
                    "model/3mf": string;
                    "application/x-amf": string;
                    "model/vnd.collada+xml": string;
                    "application/x-3ds": string;
                    "model/x3d+xml": string;
                    "model/vrml": string;
                    "model/vnd.usdz+zip": string;
                    "application/x-step": string;
                    "model/vnd.3dm": string;
                    "application/zip": string;
                    "text/plain": string;
                    "image/png": string;
                    "application/json": {
                        /**
                         * @description Id of a format; GET /api/v1/formats lists those of this server.
                         * @example step
                         * @example iges
                         * @example brep
                         * @example stl
                         * @example obj
                         * @example ply
                         * @example off
                         * @example glb
                         * @example gltf
                         * @example 3mf
                         * @example amf
                         * @example dae
                         * @example fbx
                         * @example 3ds
                         * @example x3d
                         * @example vrml
                         * @example usdz
                         * @example usd
                         * @example ifc
                         * @example 3dm
                         * @example zip
                         */
                        format: string;
                        parts: number;
                        /** @description Closed bodies. */
                        bodies?: number;
                        /** @description B-rep faces. */
                        faces?: number;
                        triangles?: number;
                        vertices?: number;
                        bounds?: {
                            /** @description x, y, z */
                            min: number[];
                            /** @description x, y, z */
                            max: number[];
                        };
                        /** @enum {string} */
                        unit: "um" | "mm" | "cm" | "m" | "km" | "in" | "ft" | "unknown";
                        /** @enum {string} */
                        up_axis: "y" | "z";
                        /** @description In the square of the unit. */
                        area?: number;
                        /** @description In the cube of the unit; only where every body is closed. */
                        volume?: number;
                        /** @description Distinct colours. */
                        colours: number;
                        source: {
                            /**
                             * @description Id of a format; GET /api/v1/formats lists those of this server.
                             * @example step
                             * @example iges
                             * @example brep
                             * @example stl
                             * @example obj
                             * @example ply
                             * @example off
                             * @example glb
                             * @example gltf
                             * @example 3mf
                             * @example amf
                             * @example dae
                             * @example fbx
                             * @example 3ds
                             * @example x3d
                             * @example vrml
                             * @example usdz
                             * @example usd
                             * @example ifc
                             * @example 3dm
                             * @example zip
                             */
                            format: string;
                            parts: number;
                            /** @description Closed bodies. */
                            bodies?: number;
                            /** @description B-rep faces. */
                            faces?: number;
                            triangles?: number;
                            vertices?: number;
                            bounds?: {
                                /** @description x, y, z */
                                min: number[];
                                /** @description x, y, z */
                                max: number[];
                            };
                            /** @enum {string} */
                            unit: "um" | "mm" | "cm" | "m" | "km" | "in" | "ft" | "unknown";
                            /** @enum {string} */
                            up_axis: "y" | "z";
                            /** @description In the square of the unit. */
                            area?: number;
                            /** @description In the cube of the unit; only where every body is closed. */
                            volume?: number;
                            /** @description Distinct colours. */
                            colours: number;
                        };
                        warnings: string[];
                        lost: {
                            /** @description What did not survive. */
                            what: string;
                            count: number;
                            why: string;
                        }[];
                        /** @description Time spent in each step. */
                        timings_ms: {
                            [key: string]: number;
                        };
                    };
                };
            };
            /** @description A part of the file. */
            206: {
                headers: {
                    /** @description The SHA-256 of the whole file. */
                    ETag?: string;
                    "Accept-Ranges"?: "bytes";
                    /** @description RFC 6266, with the name of the upload. */
                    "Content-Disposition"?: string;
                    "Content-Range"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "*/*": string;
                };
            };
            /** @description It has not changed. */
            304: {
                headers: {
                    /** @description The SHA-256 of the whole file. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description id_malformed: The id is malformed · file_type_required: The file type is missing · file_type_unknown: The file type is not known · query_invalid: The query is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description file_not_found: No such file · preview_not_made: No such preview */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description conversion_not_finished: The conversion has not finished · conversion_has_no_result: The conversion has no result */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description file_expired: The file has expired */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description range_not_satisfiable: The range is outside the file */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal: Something broke inside */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description dependency_unavailable: A dependency is unavailable */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelConversion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description 24 hexadecimal digits.
                 * @example 0197c2a45f1e3b9a6c2d4e5f
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Cancelled; its engine is being stopped. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Conversion"];
                };
            };
            /** @description id_malformed: The id is malformed */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description conversion_not_found: No such conversion */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description conversion_already_ended: The conversion has already ended */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal: Something broke inside */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    retryConversion: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description Any name for this request that is used for no other, such as a UUID. Kept for 24 hours.
                 * @example retry-of-order-4711
                 */
                "idempotency-key"?: string;
            };
            path: {
                /**
                 * @description 24 hexadecimal digits.
                 * @example 0197c2a45f1e3b9a6c2d4e5f
                 */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The new conversion was accepted. */
            201: {
                headers: {
                    /** @description Path of the new conversion. */
                    Location?: string;
                    /** @description Only where an earlier request with the same key made the conversion. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** @example 0197c2a45f1e3b9a6c2d4e5f */
                        id: string;
                        /** @enum {string} */
                        status: "pending";
                        /** @enum {string} */
                        message: "Conversion created successfully";
                    };
                };
            };
            /** @description id_malformed: The id is malformed · idempotency_key_invalid: The idempotency key is invalid */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description conversion_not_found: No such conversion */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description conversion_not_ended: The conversion has not ended · idempotency_key_in_flight: A request with this idempotency key is under way */
            409: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description file_expired: The file has expired */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description idempotency_key_reused: The idempotency key was used for something else */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description queue_full: Too many conversions are waiting */
            429: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal: Something broke inside */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description dependency_unavailable: A dependency is unavailable */
            503: {
                headers: {
                    /** @description Seconds. */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description storage_full: The storage is full */
            507: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
