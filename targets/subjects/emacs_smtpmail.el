;; Sends one message with smtpmail, as its manual says: emacs --script, with KEY=VALUE words; the rest comes from the environment.
;; smtpmail finds the password in an authinfo file. Exit status 0 once the message was accepted, 1 with the error as last line of output otherwise.
(require 'smtpmail)
(require 'nsm)

(defun env (name) (getenv (concat "MUSTLS_" name)))
(defun wish (word) (member word command-line-args-left))

(setq gnutls-trustfiles (list (env "CA"))
      gnutls-verify-error (and (wish "verify=yes") t)
      network-security-level (if (wish "verify=yes") 'medium 'low)
      nsm-settings-file (concat (env "TMP") "/network-security.data")
      auth-sources (list (concat (env "TMP") "/authinfo"))
      system-name (env "HELO")
      smtpmail-smtp-server (env "HOST")
      smtpmail-smtp-service (string-to-number (env "PORT"))
      smtpmail-stream-type (cond ((wish "tls=required") 'starttls) ((wish "tls=off") 'plain))
      user-mail-address (env "FROM"))

(with-temp-file (car auth-sources)
  (unless (wish "auth=none")
    (insert (format "machine %s port %s login %s password %s\n"
                    (env "HOST") (env "PORT") (env "USER") (env "PASSWORD")))))
(unless (wish "auth=none")
  (setq smtpmail-smtp-user (env "USER")))
(dolist (how '("plain" "login" "cram-md5"))
  (when (wish (concat "auth=" how))
    (setq smtpmail-auth-supported (list (intern how)))))
(setq command-line-args-left nil)

(condition-case failure
    (with-temp-buffer
      (insert-file-contents (concat (env "TMP") "/message.lf"))
      (let ((problem (smtpmail-via-smtp (list (env "TO")) (current-buffer))))
        (when problem (error "%s" problem))))
  (error (message "%s" (error-message-string failure))
         (kill-emacs 1)))
